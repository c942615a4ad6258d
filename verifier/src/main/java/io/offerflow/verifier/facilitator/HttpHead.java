package io.offerflow.verifier.facilitator;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Status line and the headers that matter, collected line by line. */
final class HttpHead {
    /** Facilitators close idle connections after 5 s (Node) or later; one that does not say is trusted a little less. */
    private static final Duration DEFAULT_IDLE = Duration.ofSeconds(4);

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-5][0-9][0-9])( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
    private static final Pattern IDLE = Pattern.compile("(?:.*[ ,;])?timeout=([0-9]{1,5})(?:[ ,;].*)?");

    private final int status;
    private boolean persistent;
    private int length = -1;
    private boolean chunked;
    private Duration mayIdle = DEFAULT_IDLE;
    private Duration retryAfter = Duration.ZERO;

    HttpHead(String statusLine) throws GarbledAnswerException {
        Matcher line = STATUS.matcher(statusLine);
        if (!line.matches()) {
            throw new GarbledAnswerException("the answer does not begin with a status line");
        }
        persistent = line.group(1).equals("1");
        status = Integer.parseInt(line.group(2));
    }

    void header(String line, InstantSource clock) throws GarbledAnswerException {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new GarbledAnswerException("the answer has a header line without a name");
        }
        String value = line.substring(colon + 1).trim();
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-length" -> length(value);
            case "transfer-encoding" -> encoding(value);
            case "connection" -> persistent &= !value.toLowerCase(Locale.ROOT).contains("close");
            case "keep-alive" -> idle(value.toLowerCase(Locale.ROOT));
            case "retry-after" -> retryAfter = retryAfter(value, clock.instant());
            default -> {
                // Of no consequence here.
            }
        }
    }

    int status() {
        return status;
    }

    /** Anything below 200 is followed by another head. */
    boolean isInterim() {
        return status < 200;
    }

    boolean isChunked() {
        return chunked;
    }

    /** -1 where the end of the connection is the end of the body. */
    int length() {
        return status == 204 || status == 304 ? 0 : length;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** Zero where the connection ends with this answer. */
    Duration mayIdle() {
        // With both, two readers could see the end of the body at two places.
        boolean clear = chunked ? length < 0 : length() >= 0;
        return persistent && clear ? mayIdle : Duration.ZERO;
    }

    private void length(String value) throws GarbledAnswerException {
        int number = LENGTH.matcher(value).matches() ? Integer.parseInt(value) : -1;
        if (number < 0 || (length >= 0 && number != length)) {
            throw new GarbledAnswerException("the answer's length cannot be read");
        }
        length = number;
    }

    private void encoding(String value) throws GarbledAnswerException {
        if (!value.equalsIgnoreCase("chunked") || chunked) {
            throw new GarbledAnswerException("the answer has a transfer encoding other than chunked");
        }
        chunked = true;
    }

    /** A second less than what the other side says, for what is on its way. */
    private void idle(String value) {
        Matcher timeout = IDLE.matcher(value);
        if (timeout.matches()) {
            Duration said = Duration.ofSeconds(Math.max(0, Integer.parseInt(timeout.group(1)) - 1L));
            mayIdle = said.compareTo(mayIdle) < 0 ? said : mayIdle;
        }
    }

    private static Duration retryAfter(String value, Instant now) {
        if (LENGTH.matcher(value).matches()) {
            return Duration.ofSeconds(Integer.parseInt(value));
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        } catch (DateTimeException neither) {
            return Duration.ZERO;
        }
    }
}
