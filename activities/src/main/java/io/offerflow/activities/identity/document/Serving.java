package io.offerflow.activities.identity.document;

import io.offerflow.workflows.entity.Rendered;
import java.util.List;

/** Whether a document can be served from the cluster. */
public sealed interface Serving {
    /** Bytes of the document. A ConfigMap holds 1 MiB of data, of which the server's configuration needs some. */
    int LIMIT = 1024 * 1024 - 16 * 1024;

    /** @param children in the order in which they are applied */
    record Possible(List<Rendered> children) implements Serving {}

    /** @param bytes of the document */
    record TooLarge(int bytes) implements Serving {
        /** For people. */
        public String sentence() {
            return "the registration document has " + bytes + " bytes, and a ConfigMap takes " + LIMIT
                    + "; register fewer offers, or shorten description, metadata and provenance";
        }
    }
}
