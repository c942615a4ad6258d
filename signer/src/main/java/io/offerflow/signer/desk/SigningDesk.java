package io.offerflow.signer.desk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.offerflow.ethereum.Address;
import io.offerflow.ethereum.Signature;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.key.KeyLoadException;
import io.offerflow.signer.key.KeyRing;
import io.offerflow.signer.policy.DailyTotals;
import io.offerflow.signer.policy.Decision;
import io.offerflow.signer.policy.Decision.Charge;
import io.offerflow.signer.policy.PolicyCheck;
import io.offerflow.signer.policy.RateLimit;
import io.offerflow.signer.request.Operation;
import io.offerflow.signer.request.SigningRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests of callers who have shown the token. Safe for many threads; blocks on disks. */
public final class SigningDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SigningDesk.class);
    private static final String NOT_DURABLE = "what is signed cannot be written down at present";

    private final Parts parts;

    /** @param totals empty when the policy lets nothing be spent */
    public record Parts(
            KeyRing keys,
            PolicyCheck policy,
            Optional<DailyTotals> totals,
            RateLimit rate,
            AuditLog audit,
            MeterRegistry metrics) {}

    public SigningDesk(Parts parts) {
        this.parts = parts;
    }

    public List<Address> keys() {
        return parts.keys().addresses();
    }

    /** @throws KeyLoadException naming the file that could not be loaded; the former keys stay */
    public int reload() throws KeyLoadException {
        try {
            int count = parts.keys().reload();
            count("reload", "done");
            LOG.info("{} keys loaded", count);
            return count;
        } catch (KeyLoadException failed) {
            count("reload", "failed");
            LOG.warn("keys were not loaded again: {}", failed.getMessage());
            throw failed;
        }
    }

    /** @param key as it stands in the path */
    public Outcome sign(Operation operation, String key, byte[] body) {
        Work work = new Work(operation.path(), key);
        Outcome outcome = work.outcome(operation, key, body);
        try {
            parts.audit().write(work.entry(), decision(outcome), reason(outcome));
        } catch (IOException notWritten) {
            LOG.error("the audit log cannot be written: {}", notWritten.getMessage());
            outcome = new Outcome.Unavailable(NOT_DURABLE);
        }
        count(operation.path(), decision(outcome));
        return outcome;
    }

    /** One request; it keeps what the audit log wants to know of it, however far it comes. */
    private final class Work {
        private final String operation;
        private String key;
        private Optional<SigningRequest> request = Optional.empty();
        private List<Charge> charges = List.of();

        Work(String operation, String key) {
            this.operation = operation;
            this.key = key.length() <= 2 * Address.SIZE + 2 ? key : "(too long)";
        }

        AuditLog.Entry entry() {
            return new AuditLog.Entry(operation, key, request, charges);
        }

        Outcome outcome(Operation asked, String text, byte[] body) {
            try {
                Address address = address(text);
                key = address.hex();
                if (!parts.keys().addresses().contains(address)) {
                    return new Outcome.UnknownKey();
                }
                if (!parts.rate().admits(address)) {
                    return new Outcome.Limited(parts.rate().retryAfterSeconds());
                }
                SigningRequest read = SigningRequest.parse(asked, Fields.parse(body));
                request = Optional.of(read);
                return switch (parts.policy().decide(read)) {
                    case Decision.Refused refused -> new Outcome.Refused(refused.reason(), refused.sentence());
                    case Decision.Allowed allowed -> counted(address, read, allowed);
                };
            } catch (InvalidRequestException invalid) {
                return new Outcome.Invalid(invalid.kind(), invalid.getMessage());
            } catch (IOException notDurable) {
                LOG.error("the totals of the day cannot be written: {}", notDurable.getMessage());
                return new Outcome.Unavailable(NOT_DURABLE);
            } catch (RuntimeException defect) {
                LOG.error("a request could not be signed", defect);
                return new Outcome.Failed("signing failed");
            }
        }

        private Outcome counted(Address address, SigningRequest read, Decision.Allowed allowed) throws IOException {
            charges = allowed.charges();
            byte[] digest = read.digest();
            if (!charges.isEmpty()) {
                DailyTotals totals = parts.totals().orElseThrow();
                Optional<Decision.Refused> refused = totals.charge(address, digest, charges);
                if (refused.isPresent()) {
                    return new Outcome.Refused(
                            refused.get().reason(), refused.get().sentence());
                }
            }
            Optional<Signature> signature = parts.keys().with(address, one -> one.sign(digest));
            return signature.isPresent()
                    ? new Outcome.Signed(read.answered(signature.get()))
                    : new Outcome.UnknownKey();
        }
    }

    private static Address address(String text) throws InvalidRequestException {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException notAnAddress) {
            throw InvalidRequestException.bad("address", "must be an address: 0x and 40 hexadecimal digits");
        }
    }

    private static String decision(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Signed signed -> "signed";
            case Outcome.Refused refused -> "refused";
            case Outcome.Limited limited -> "limited";
            case Outcome.Invalid invalid -> "invalid";
            case Outcome.UnknownKey unknown -> "unknown_key";
            case Outcome.Failed failed -> "failed";
            case Outcome.Unavailable unavailable -> "unavailable";
        };
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Signed signed -> "allowed by the policy";
            case Outcome.Refused refused ->
                refused.reason().name().toLowerCase(Locale.ROOT) + ": " + refused.sentence();
            case Outcome.Limited limited -> "too many requests of this key";
            case Outcome.Invalid invalid -> invalid.sentence();
            case Outcome.UnknownKey unknown -> "no such key is loaded";
            case Outcome.Failed failed -> failed.sentence();
            case Outcome.Unavailable unavailable -> unavailable.sentence();
        };
    }

    private void count(String operation, String result) {
        Counter.builder("offerflow.signer.requests")
                .description("Requests that had the token, by what became of them")
                .tag("operation", operation)
                .tag("result", result)
                .register(parts.metrics())
                .increment();
    }
}
