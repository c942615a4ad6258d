package io.offerflow.activities.chain;

/** An endpoint gave no usable answer; the message is a stable phrase without its address. */
class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    RpcException(String phrase) {
        super(phrase);
    }
}
