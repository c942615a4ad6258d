package io.offerflow.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A service for sale: the only intent there is about it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceOffer(Metadata metadata, ServiceOfferSpec spec, @Nullable ServiceOfferStatus status) {

    public static final String ANNOTATION_PAUSED = "obol.org/paused";
    public static final String ANNOTATION_RECONCILE_AT = "obol.org/reconcile-at";
    /** The reference controller's finalizer, kept so that its objects work here unchanged. */
    public static final String FINALIZER = "monetize.obol.org/finalizer";

    public ServiceOffer {
        spec = spec == null ? ServiceOfferSpec.EMPTY : spec;
    }

    public Ref ref() {
        return metadata.ref();
    }

    public ServiceOfferStatus statusOrEmpty() {
        return status == null ? ServiceOfferStatus.EMPTY : status;
    }

    /** The path buyers call, without a trailing slash: {@code spec.path} or {@code /services/<name>}. */
    public String effectivePath() {
        String path = spec.path();
        if (path == null || path.isEmpty()) {
            return "/services/" + metadata.name();
        }
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Where the upstream Service lives: {@code spec.upstream.namespace} or the offer's own. */
    public String upstreamNamespace() {
        ServiceOfferSpec.Upstream upstream = spec.upstream();
        String namespace = upstream == null ? null : upstream.namespace();
        return namespace == null || namespace.isEmpty() ? metadata.namespace() : namespace;
    }

    public boolean pausedBySpec() {
        return Boolean.TRUE.equals(spec.paused());
    }

    public boolean pausedByAnnotation() {
        return "true".equals(metadata.annotations().get(ANNOTATION_PAUSED));
    }
}
