package io.offerflow.signer;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How the process logs, which must be known before the first logger is. */
final class Logging {
    private static final String FILE = "logback.configurationFile";
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error", "off");
    private static final Set<String> FORMATS = Set.of("json", "text");
    private static final String DEFAULT_FORMAT = "text";

    private Logging() {}

    /** A value that cannot be used counts as none until {@link #check}, which can log what is wrong. */
    static void configure(Map<String, String> environment) {
        String level = lower(environment.getOrDefault(SignerSettings.LOG_LEVEL, "info"));
        String format = lower(environment.getOrDefault(SignerSettings.LOG_FORMAT, DEFAULT_FORMAT));
        System.setProperty("offerflow.signer.level", LEVELS.contains(level) ? level : "info");
        if (System.getProperty(FILE) == null) {
            String known = FORMATS.contains(format) ? format : DEFAULT_FORMAT;
            System.setProperty(FILE, "io/offerflow/signer/logback-" + known + ".xml");
        }
    }

    /** @throws SettingException for a level or a format that does not exist */
    static void check(Settings settings) {
        check(SignerSettings.LOG_LEVEL, settings.string(SignerSettings.LOG_LEVEL, "info"), LEVELS);
        check(SignerSettings.LOG_FORMAT, settings.string(SignerSettings.LOG_FORMAT, DEFAULT_FORMAT), FORMATS);
    }

    private static void check(String name, String value, Set<String> allowed) {
        if (!allowed.contains(lower(value))) {
            throw new SettingException(
                    name, value, "one of " + allowed.stream().sorted().toList() + " is needed");
        }
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
