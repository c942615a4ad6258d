package io.offerflow.dev.fault;

import java.util.LinkedHashMap;
import java.util.Optional;

/** The newest answers to GETs, by target, from which stale reads are served. */
final class AnswerMemory {
    private static final int TARGETS = 1_000;
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void remember(ProxiedCall call, Answer answer) {
        if (!call.method().equals("GET") || answer.status() != 200 || answer.body().length > MAX_BODY) {
            return;
        }
        answers.put(call.target(), answer);
        if (answers.size() > TARGETS) {
            answers.pollFirstEntry();
        }
    }

    synchronized Optional<Answer> recall(ProxiedCall call) {
        return call.method().equals("GET") ? Optional.ofNullable(answers.get(call.target())) : Optional.empty();
    }
}
