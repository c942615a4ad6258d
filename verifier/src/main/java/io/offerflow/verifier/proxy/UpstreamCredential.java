package io.offerflow.verifier.proxy;

/** What the upstream wants to see as {@code Authorization}. Never shown. */
public final class UpstreamCredential {
    private final String header;

    private UpstreamCredential(String header) {
        this.header = header;
    }

    /** @param token as a Secret holds it; surrounding white space does not belong to it */
    public static UpstreamCredential bearer(String token) {
        return new UpstreamCredential("Bearer " + token.strip());
    }

    HeaderLine line() {
        return new HeaderLine("Authorization", header);
    }

    @Override
    public String toString() {
        return "UpstreamCredential(not shown)";
    }
}
