package io.offerflow.activities.chain;

/** An endpoint did not finish what was asked, or a gateway before it did not wait for it: a smaller question may do. */
final class RpcTimeout extends RpcException {
    private static final long serialVersionUID = 1L;

    RpcTimeout(String phrase) {
        super(phrase);
    }
}
