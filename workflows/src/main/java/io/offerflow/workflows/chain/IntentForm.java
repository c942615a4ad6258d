package io.offerflow.workflows.chain;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is wrong with what somebody hands over. */
final class IntentForm {
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern HEX = Pattern.compile("0x([0-9a-fA-F]{2})*");
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final int MAX_NAME = 200;
    private static final int MAX_SUMMARY = 100;
    private static final int MAX_LIST = 16;
    /** A document of 24 KiB in base64. */
    private static final int MAX_URI = 36 * 1024;

    private IntentForm() {}

    static Optional<String> flaw(Intent intent) {
        String submitter = intent.submitter();
        if (intent.id().isBlank() || intent.id().length() > MAX_NAME) {
            return Optional.of("id has 1 to " + MAX_NAME + " characters");
        }
        if (intent.summary().isBlank() || intent.summary().length() > MAX_SUMMARY) {
            return Optional.of("summary has 1 to " + MAX_SUMMARY + " characters");
        }
        if (submitter != null && (submitter.isBlank() || submitter.length() > MAX_NAME)) {
            return Optional.of("submitter has 1 to " + MAX_NAME + " characters, or is null");
        }
        Optional<String> ofCall = flaw(intent.call());
        Adoption adoption = intent.adoption();
        return ofCall.isPresent() || adoption == null ? ofCall : flaw(adoption);
    }

    private static Optional<String> flaw(Call call) {
        if (!ADDRESS.matcher(call.to()).matches()) {
            return Optional.of("call.to is 0x and 40 hex digits");
        }
        if (!HEX.matcher(call.data()).matches() || call.data().length() > 2 + 2 * Call.MAX_DATA) {
            return Optional.of("call.data is 0x and hex digits of at most " + Call.MAX_DATA + " bytes");
        }
        return call.value().signum() < 0 ? Optional.of("call.value is not negative") : Optional.empty();
    }

    private static Optional<String> flaw(Adoption adoption) {
        boolean longList = List.of(adoption.ids(), adoption.uris(), adoption.formerOwners()).stream()
                .anyMatch(list -> list.size() > MAX_LIST);
        if (longList) {
            return Optional.of("lists of adoption have at most " + MAX_LIST + " entries");
        }
        if (adoption.ids().stream().anyMatch(id -> id.signum() < 0 || id.bitLength() > 256)) {
            return Optional.of("adoption.ids are unsigned numbers of 256 bits");
        }
        if (adoption.uris().stream().anyMatch(uri -> uri.isEmpty() || uri.length() > MAX_URI)) {
            return Optional.of("adoption.uris have 1 to " + MAX_URI + " characters");
        }
        return adoption.formerOwners().stream()
                        .allMatch(owner -> ADDRESS.matcher(owner).matches())
                ? Optional.empty()
                : Optional.of("adoption.formerOwners are 0x and 40 hex digits");
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }
}
