package io.offerflow.api.route;

import io.offerflow.api.condition.Reason;

/** A spec that cannot be served, with the reason and a sentence that names field, value and rule. Never carries secrets. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Always present. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
