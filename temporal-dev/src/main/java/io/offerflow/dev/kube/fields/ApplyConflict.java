package io.offerflow.dev.kube.fields;

import java.util.List;

/** An apply that would take fields from others and was not forced. Carries what a client prints. */
public final class ApplyConflict extends Exception {

    private static final long serialVersionUID = 1L;

    /** One field that somebody else owns: {@code conflict with "other"} and {@code .spec.price}. */
    public record Cause(String message, String field) {}

    private final transient List<Cause> causes;

    ApplyConflict(String message, List<Cause> causes) {
        super(message, null, false, false);
        this.causes = List.copyOf(causes);
    }

    public List<Cause> causes() {
        return causes;
    }
}
