package io.offerflow.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An announced end of sale: the offer keeps serving until {@code endsAt}, then it is withdrawn. Without a grace period it is one hour;
 * zero withdraws at {@code drainAt}.
 */
public record Drain(Instant endsAt) {
    private static final Duration DEFAULT_GRACE = Duration.ofHours(1);
    /** Go's duration syntax, as Kubernetes users write it: 1h30m, 90s, 500ms, 0. */
    private static final Pattern PART = Pattern.compile("(\\d{1,15})(ms|h|m|s)");

    /** The drain of an offer, or null when none is announced. An unreadable grace period counts as the default. */
    public static @Nullable Drain of(ServiceOfferSpec spec) {
        Instant start = spec.drainAt();
        if (start == null) {
            return null;
        }
        try {
            return new Drain(start.plus(grace(spec.drainGracePeriod())));
        } catch (DateTimeException | ArithmeticException e) {
            return new Drain(Instant.MAX);
        }
    }

    /** The end itself already counts as ended. */
    public boolean ended(Instant now) {
        return !now.isBefore(endsAt);
    }

    private static Duration grace(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_GRACE;
        }
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.lookingAt()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "s" -> Duration.ofSeconds(count);
                        default -> Duration.ofMillis(count);
                    });
            end = part.end();
            part.region(end, text.length());
        }
        return end == text.length() ? sum : DEFAULT_GRACE;
    }
}
