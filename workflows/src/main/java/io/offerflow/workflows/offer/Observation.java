package io.offerflow.workflows.offer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.offerflow.api.Metadata;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.ServiceOfferStatus;
import io.offerflow.api.gate.GateReplica;
import io.offerflow.api.upstream.UpstreamView;
import io.offerflow.workflows.entity.ChildKind;
import io.offerflow.workflows.entity.ChildView;
import io.offerflow.workflows.entity.Seen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a plan depends on, read in one go.
 *
 * @param offer null when there is no such object, or it cannot be read (then {@code unreadable} says why)
 * @param gate every ready verifier replica; empty when there is none
 * @param grant the consent that lets the route lead to the gate
 * @param forwardAuth the Gateway can ask the gate before each request: it is Traefik's, and Middlewares are served
 * @param agent what is sold, where that is an agent; null otherwise, and in observations of older versions
 * @param registration what became of the offer's RegistrationRequest; null where none is asked for or left, and in observations of older versions
 * @param orphans children that still carry this offer's labels although the offer is gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Observation(
        @Nullable ServiceOffer offer,
        @Nullable Unreadable unreadable,
        UpstreamView upstream,
        List<GateReplica> gate,
        ChildView middleware,
        ChildView route,
        ChildView grant,
        RouteAcceptance acceptance,
        boolean forwardAuth,
        @Nullable AgentView agent,
        List<ChildName> orphans,
        ControllerSettings settings,
        @Nullable RegistrationView registration)
        implements Seen {

    /** Of an offer that nobody registers. */
    public Observation(
            @Nullable ServiceOffer offer,
            @Nullable Unreadable unreadable,
            UpstreamView upstream,
            List<GateReplica> gate,
            ChildView middleware,
            ChildView route,
            ChildView grant,
            RouteAcceptance acceptance,
            boolean forwardAuth,
            @Nullable AgentView agent,
            List<ChildName> orphans,
            ControllerSettings settings) {
        this(
                offer,
                unreadable,
                upstream,
                gate,
                middleware,
                route,
                grant,
                acceptance,
                forwardAuth,
                agent,
                orphans,
                settings,
                null);
    }

    /** The same with what was found of its registration. */
    public Observation with(@Nullable RegistrationView found) {
        return new Observation(
                offer,
                unreadable,
                upstream,
                gate,
                middleware,
                route,
                grant,
                acceptance,
                forwardAuth,
                agent,
                orphans,
                settings,
                found);
    }

    /** A stored object that does not parse; {@code message} names the field, {@code status} is the stored one as far as it could be read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Unreadable(Metadata metadata, String message, @Nullable ServiceOfferStatus status) {

        /** Without a readable status. */
        public Unreadable(Metadata metadata, String message) {
            this(metadata, message, null);
        }
    }

    /** A child by kind and name, in the offer's namespace. */
    public record ChildName(ChildKind kind, String name) {}

    /** Nothing there: no offer and no children. */
    public static Observation gone(List<ChildName> orphans, ControllerSettings settings) {
        return new Observation(
                null,
                null,
                UpstreamView.NONE,
                List.of(),
                ChildView.ABSENT,
                ChildView.ABSENT,
                ChildView.ABSENT,
                RouteAcceptance.PENDING,
                false,
                null,
                orphans,
                settings);
    }

    /** The child of this kind as found. */
    public ChildView child(ChildKind kind) {
        return switch (kind) {
            case MIDDLEWARE -> middleware;
            case REFERENCE_GRANT -> grant;
            case HTTP_ROUTE -> route;
            case REGISTRATION -> registration == null ? ChildView.ABSENT : registration.request();
            default -> ChildView.ABSENT;
        };
    }

    @Override
    public ServiceOfferStatus stored() {
        if (offer != null) {
            return offer.statusOrEmpty();
        }
        ServiceOfferStatus status = unreadable == null ? null : unreadable.status();
        return status == null ? ServiceOfferStatus.EMPTY : status;
    }

    @Override
    public int historyLimit() {
        return settings.historyLimit();
    }

    @Override
    public boolean searchable() {
        return settings.searchAttributes();
    }

    @Override
    public @Nullable Metadata metadata() {
        if (offer != null) {
            return offer.metadata();
        }
        return unreadable == null ? null : unreadable.metadata();
    }
}
