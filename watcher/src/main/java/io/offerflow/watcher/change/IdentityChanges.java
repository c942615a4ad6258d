package io.offerflow.watcher.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offerflow.api.Json;
import io.offerflow.api.identity.AgentIdentity;
import io.offerflow.api.identity.RegistrationRequest;
import io.offerflow.watcher.nudge.Cause;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says which changes concern identities and registrations. Pure; see {@link ChangeFilter}. */
public final class IdentityChanges {
    private IdentityChanges() {}

    /** Between two versions of an identity. */
    public static Optional<Change> identity(@Nullable AgentIdentity before, AgentIdentity after) {
        return ChangeFilter.object(
                before == null ? null : before.metadata(), after.metadata(), AgentIdentity.FINALIZER);
    }

    /** Between two versions of a request. */
    public static Optional<Change> request(@Nullable RegistrationFacts before, RegistrationFacts after) {
        return ChangeFilter.object(
                before == null ? null : before.metadata(), after.metadata(), RegistrationRequest.FINALIZER);
    }

    /** What requests repeat of their identity changed. Confirmations alone are no news: each block would wake every request. */
    public static boolean told(AgentIdentity before, AgentIdentity after) {
        return !withoutConfirmations(before).equals(withoutConfirmations(after));
    }

    private static JsonNode withoutConfirmations(AgentIdentity identity) {
        JsonNode status = Json.mapper().valueToTree(identity.statusOrEmpty());
        status.path("registrations").forEach(entry -> ((ObjectNode) entry).remove("confirmations"));
        return status;
    }

    /**
     * What changed of an offer that concerns the identity: it was registered, changed, deleted, published or withdrawn. Either version is null where
     * there is none.
     */
    public static Optional<Change> listing(@Nullable OfferFacts before, @Nullable OfferFacts after) {
        Listing was = Listing.of(before);
        Listing is = Listing.of(after);
        OfferFacts any = after == null ? before : after;
        return any == null || Objects.equals(was, is)
                ? Optional.empty()
                : Optional.of(new Change(Cause.LISTING, "ServiceOffer " + any.ref() + " " + what(was, is)));
    }

    private static String what(@Nullable Listing was, @Nullable Listing is) {
        if (was == null) {
            return "is registered";
        }
        if (is == null) {
            return "is registered no more";
        }
        if (was.deleting() != is.deleting()) {
            return "is being deleted";
        }
        if (was.published() != is.published()) {
            return is.published() ? "is published" : "is not published";
        }
        return "changed";
    }

    /** What the document depends on; the digest of the spec is its generation. */
    private record Listing(@Nullable String uid, long generation, boolean deleting, boolean published) {

        /** Null for an offer that is not registered. */
        static @Nullable Listing of(@Nullable OfferFacts facts) {
            if (facts == null || facts.offer() == null || !facts.offer().spec().registrationEnabled()) {
                return null;
            }
            return new Listing(
                    facts.metadata().uid(), facts.metadata().generation(), facts.deleting(), facts.published());
        }
    }
}
