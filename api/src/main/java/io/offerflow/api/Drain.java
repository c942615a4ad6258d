package io.offerflow.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An announced end of sale: the offer keeps serving until {@code endsAt}, then it is withdrawn. Without a grace period it is one hour;
 * zero withdraws at {@code drainAt}.
 */
public record Drain(Instant endsAt) {
    private static final Duration DEFAULT_GRACE = Duration.ofHours(1);
    /** What admission lets through: Go's durations without signs, fractions and units below a millisecond, largest unit first. */
    private static final Pattern GRACE =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?(?:(\\d{1,6})ms)?");

    private static final List<Duration> UNITS =
            List.of(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(1));

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
        Matcher grace = GRACE.matcher(text);
        if (!grace.matches()) {
            return DEFAULT_GRACE;
        }
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNITS.size(); unit++) {
            String count = grace.group(unit + 1);
            if (count != null) {
                sum = sum.plus(UNITS.get(unit).multipliedBy(Long.parseLong(count)));
            }
        }
        return sum;
    }
}
