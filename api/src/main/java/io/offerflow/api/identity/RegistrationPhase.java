package io.offerflow.api.identity;

/**
 * How far a registration is, in one word for people; the conditions hold the truth. Statuses keep it as text, because a stored one may come from
 * elsewhere. {@code AwaitingExternalRegistration} is the reference's word for an id that somebody else has to mint; we read it and never write it.
 */
public enum RegistrationPhase {
    Pending,
    Publishing,
    Submitted,
    Confirming,
    Registered,
    Updating,
    OffChainOnly,
    Failed,
    Tombstoning,
    Tombstoned,
    AwaitingExternalRegistration;

    /** Nothing goes on any more until somebody changes something. */
    public boolean ended() {
        return this == Registered || this == OffChainOnly || this == Tombstoned;
    }

    /** What deletion waits for; the reference's rule. */
    public boolean cleanedUp() {
        return this == OffChainOnly || this == Tombstoned;
    }
}
