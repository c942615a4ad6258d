package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registration document, rendered and compared by who observed it.
 *
 * @param current whether the cluster has it as rendered
 * @param served whether it can be fetched as rendered
 * @param waitsFor what is missing until then; empty when nothing is
 * @param hash of what is rendered
 * @param url where people find it; null where there is no public address
 * @param live what a registry should say while the identity lives; null when there is nothing that it could say
 * @param tombstone what it should say afterwards
 * @param metadata what it should hold besides, by key: 0x and hex digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentView(
        boolean current,
        boolean served,
        String waitsFor,
        String hash,
        @Nullable String url,
        @Nullable Uri live,
        Uri tombstone,
        Map<String, String> metadata) {

    public DocumentView {
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }

    /**
     * A URI that may be as long as the document.
     *
     * @param digest over the whole
     * @param shown at most 200 characters of it
     */
    public record Uri(String digest, String shown) {}
}
