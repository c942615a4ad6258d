package io.offerflow.dev.kube.patch;

/** A patch that cannot be applied to this object; the message is the one a client is shown. */
public final class PatchFailure extends Exception {

    private static final long serialVersionUID = 1L;

    PatchFailure(String message) {
        super(message, null, false, false);
    }
}
