package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Who would sign a registration.
 *
 * @param address 0x and 40 hex digits; null unless known
 * @param detail whose it is, or what is waited for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignerView(State state, @Nullable String address, String detail) {
    public static final SignerView NONE = new SignerView(State.None, null, "no signer is configured");

    public enum State {
        /** By choice: nobody is named. */
        None,
        Known,
        /** Somebody is named and not there yet. */
        Waiting
    }

    public static SignerView known(String address, String whose) {
        return new SignerView(State.Known, address, whose);
    }

    public static SignerView waiting(String detail) {
        return new SignerView(State.Waiting, null, detail);
    }
}
