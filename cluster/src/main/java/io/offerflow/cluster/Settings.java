package io.offerflow.cluster;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Typed reading of {@code OFFERFLOW_*} settings from an environment or properties map. A missing or blank setting gives the default;
 * every other text is used or refused with a {@link SettingException}, never replaced in silence.
 */
public final class Settings {
    /** Longer than any process waits, and short enough that a sum of two never overflows. */
    private static final long MAX_SECONDS = Duration.ofDays(365).toSeconds();

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final int MAX_PORT = 65_535;

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /** Keys are full names, like {@code OFFERFLOW_KUBECONFIG}. */
    public static Settings of(Map<String, String> values) {
        return new Settings(Map.copyOf(values));
    }

    /** The trimmed text of a setting; empty when it is missing or blank. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::trim).filter(text -> !text.isEmpty());
    }

    public String string(String name, String fallback) {
        return text(name).orElse(fallback);
    }

    /** A whole number within {@code min} and {@code max}, both included. */
    public int integer(String name, int fallback, int min, int max) {
        return text(name).map(text -> number(name, text, min, max)).orElse(fallback);
    }

    /** A number with a unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}. */
    public Duration duration(String name, Duration fallback) {
        return text(name).map(text -> period(name, text)).orElse(fallback);
    }

    public boolean bool(String name, boolean fallback) {
        return text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new SettingException(name, text, "true or false is needed");
                })
                .orElse(fallback);
    }

    /** Absolute http or https addresses, separated by commas. */
    public List<URI> uris(String name, List<URI> fallback) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        List<URI> uris = new ArrayList<>();
        for (String part : text.get().split(",")) {
            uris.add(uri(name, part.trim()));
        }
        return List.copyOf(uris);
    }

    /** {@code host:port}, an IPv6 host in brackets; port 0 lets the system choose. */
    public InetSocketAddress address(String name, String fallback) {
        String text = string(name, fallback);
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new SettingException(name, text, "host:port is needed, like 0.0.0.0:8080");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        InetSocketAddress address = new InetSocketAddress(host, number(name, text.substring(colon + 1), 0, MAX_PORT));
        if (address.isUnresolved()) {
            throw new SettingException(name, text, "its host is not known");
        }
        return address;
    }

    private static int number(String name, String text, int min, int max) {
        Integer number = null;
        try {
            number = Integer.valueOf(text);
        } catch (NumberFormatException notANumber) {
            // Refused below, together with numbers out of range.
        }
        if (number == null || number < min || number > max) {
            throw new SettingException(name, text, "a whole number from " + min + " to " + max + " is needed");
        }
        return number;
    }

    private static Duration period(String name, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        default -> Duration.ofHours(count);
                    };
            if (duration.toSeconds() <= MAX_SECONDS) {
                return duration;
            }
        }
        throw new SettingException(name, text, "a time like 500ms, 30s, 5m or 1h, at most a year, is needed");
    }

    private static URI uri(String name, String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // Refused below, with everything else that is no address.
        }
        // A password may stand before an @, so such a text is not repeated.
        String shown = text.contains("@") ? "(not shown)" : text;
        throw new SettingException(name, shown, "absolute http or https addresses without credentials are needed");
    }
}
