package io.offerflow.activities.identity.document;

/** Whether a document fits on a chain as a URI of its own. */
public sealed interface DataUri {
    /** Characters of the whole URI. A registry stores them at about 22,700 gas for each 32, so that this much costs some 18 million gas. */
    int LIMIT = 24 * 1024;

    /** @param uri {@code data:application/json;base64,…} */
    record Fits(String uri) implements DataUri {}

    /** @param length characters that it would have */
    record TooLarge(int length) implements DataUri {
        /** For people. */
        public String sentence() {
            return "the registration document is " + length + " characters long as a data: URI, and " + LIMIT
                    + " is the limit; shorten description, metadata and provenance of the offers, or set a public URL";
        }
    }
}
