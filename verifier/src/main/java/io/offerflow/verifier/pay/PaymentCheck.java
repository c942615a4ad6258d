package io.offerflow.verifier.pay;

import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.x402.Authorization;
import java.time.Instant;
import java.util.Optional;

/** One local check of an authorization against the requirement it pays; cheap ones come before expensive ones. */
interface PaymentCheck {

    /** A sentence about what is wrong; empty when nothing is. */
    Optional<String> complaint(Authorization authorization, Requirement requirement, Instant now);
}
