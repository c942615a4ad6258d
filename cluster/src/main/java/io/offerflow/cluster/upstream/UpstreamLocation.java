package io.offerflow.cluster.upstream;

/** Where an offer's upstream is, or why it must not be used. {@code target} reads {@code namespace/service:port}. */
public sealed interface UpstreamLocation {

    /** The offer names none. */
    record None() implements UpstreamLocation {}

    /** There is no such Service. */
    record Missing(String target) implements UpstreamLocation {}

    /** It is in another namespace, which does not consent. */
    record NotGranted(String target) implements UpstreamLocation {}

    /** It is a Service of type ExternalName, and the settings do not allow those. */
    record ExternalNameRefused(String target) implements UpstreamLocation {}

    /** {@code foreign}: the host was chosen by whoever wrote the Service, so its addresses are to be looked at before it is used. */
    record At(String target, String host, int port, boolean foreign) implements UpstreamLocation {}
}
