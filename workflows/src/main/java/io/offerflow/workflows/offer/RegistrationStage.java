package io.offerflow.workflows.offer;

import io.offerflow.api.ServiceOffer;
import io.offerflow.api.condition.Condition;
import io.offerflow.api.condition.ConditionType;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.oasf.Taxonomy;
import io.offerflow.workflows.entity.EntityMemory;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.entity.Repairs;
import io.offerflow.workflows.entity.Step;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The registration of an offer that stays: what is asked of its request, and what the request's word makes of the conditions. Pure. */
final class RegistrationStage {
    private final ServiceOffer offer;
    private final RegistrationView seen;
    private final EntityMemory memory;
    private final OfferConditions stages;
    private final Rendered wanted;
    /** Of its own: who undoes a request does not endanger the sale. */
    private final Repairs repairs;

    RegistrationStage(ServiceOffer offer, Observation seen, OfferConditions stages, Tries tries) {
        this.offer = offer;
        this.seen = seen.registration() == null ? RegistrationView.ABSENT : seen.registration();
        this.memory = tries.memory();
        this.repairs = new Repairs(tries.memory(), tries.now());
        this.stages = stages;
        this.wanted = OfferRegistration.render(offer);
    }

    /** What came of earlier passes, and the time of this one. */
    record Tries(EntityMemory memory, Instant now) {}

    /** To be asked once. A request that was never made is not taken back either. */
    List<Step> steps() {
        boolean needed = enabled() || seen.request().exists();
        return needed && !asRendered() && !repairs.contested(wanted, seen.request())
                ? List.of(new Step.ApplyChild(wanted.kind(), wanted.name(), wanted.manifest()))
                : List.of();
    }

    List<EntityMemory.Repair> repaired() {
        return repairs.made();
    }

    /** When to look again; null for never. */
    @Nullable
    Instant earlier(@Nullable Instant retry) {
        return repairs.earlier(retry);
    }

    /** After {@link #steps()}. */
    Condition registered() {
        ConditionType type = ConditionType.REGISTERED;
        if (!enabled()) {
            return !seen.request().exists() || asRendered()
                    ? stages.is(type, Reason.Disabled, "spec.registration.enabled is not true")
                    : stages.not(type, Reason.Tombstoning, "an earlier registration is being taken back");
        }
        String fought = repairs.sentence();
        if (fought != null) {
            return stages.not(type, Reason.FieldConflict, fought);
        }
        if (!asRendered()) {
            String refused = memory.firstRefusal("apply " + wanted.kind().kind() + " ");
            return refused != null
                    ? stages.not(type, Reason.ApplyFailed, refused)
                    : stages.not(type, Reason.Pending, wanted.kind().kind() + " " + wanted.name() + " is not made yet");
        }
        RegistrationWord word = seen.word();
        String message = wanted.kind().kind() + " " + wanted.name() + ": " + word.message();
        return word.done() ? stages.is(type, word.reason(), message) : stages.not(type, word.reason(), message);
    }

    /** What Ready demands with {@code spec.registration.required}: an id. To end off the chain is a choice, and not this one. */
    Optional<Condition> demanded() {
        if (!offer.spec().registrationRequired()) {
            return Optional.empty();
        }
        Condition registered = registered();
        return Optional.of(
                enabled() && registered.holds() && agentId() == null
                        ? stages.not(
                                ConditionType.REGISTERED,
                                Reason.valueOf(String.valueOf(registered.reason())),
                                "spec.registration.required demands an id on a chain, and there is none; "
                                        + registered.message())
                        : registered);
    }

    /** A name that readers do not know is told; the registration goes on. */
    Optional<Condition> unknownSkills() {
        if (!enabled() || offer.spec().registration() == null) {
            return Optional.empty();
        }
        List<String> doubts = Stream.concat(
                        Taxonomy.SKILLS.doubts(offer.spec().registration().skills()).stream(),
                        Taxonomy.DOMAINS.doubts(offer.spec().registration().domains()).stream())
                .toList();
        return doubts.isEmpty()
                ? Optional.empty()
                : Optional.of(stages.is(ConditionType.UNKNOWN_SKILLS, Reason.UnknownSkills, String.join("; ", doubts)));
    }

    /** Null while none is confirmed, or the one that is there belongs to an older spec. */
    @Nullable
    String agentId() {
        return enabled() && asRendered() ? seen.word().agentId() : null;
    }

    /** The transaction that made the id. */
    @Nullable
    String txHash() {
        return enabled() && asRendered() ? seen.word().txHash() : null;
    }

    private boolean enabled() {
        return offer.spec().registrationEnabled();
    }

    private boolean asRendered() {
        return wanted.matches(seen.request());
    }
}
