package io.offerflow.workflows.chain;

import java.math.BigInteger;
import java.util.List;

/**
 * What a registration is looked for by before one is minted. Whatever is found is taken instead of a mint, by the first rule that finds something: a known
 * id that exists, whoever owns it now; else a registration of the signer or of a former owner with one of the URIs. Of several the lowest id is taken.
 *
 * @param ids known from elsewhere, as from a status; an id that does not exist is passed over
 * @param uris that the registration may have now, each compared whole; empty when only ids can tell
 * @param formerOwners addresses besides the signer's that may have minted it, as a signer that was replaced
 */
public record Adoption(List<BigInteger> ids, List<String> uris, List<String> formerOwners) {
    public Adoption {
        ids = List.copyOf(ids);
        uris = List.copyOf(uris);
        formerOwners = List.copyOf(formerOwners);
    }

    /** By what the signer itself registered. */
    public static Adoption ofUri(String uri) {
        return new Adoption(List.of(), List.of(uri), List.of());
    }
}
