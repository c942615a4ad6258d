package io.offerflow.workflows.seed;

import org.jspecify.annotations.Nullable;

/** The first SOUL.md of an agent: what Hermes puts before everything else that it tells the model. */
public final class Soul {
    /** Entry of the ConfigMap. */
    public static final String FILE = "soul.md";

    private static final String PLACE = "{{OBJECTIVE}}";
    private static final String NONE = "No objective was given. Say so, and answer nothing else.";
    private static final String TEMPLATE = Texts.of(FILE);

    private Soul() {}

    /** The objective is put in as it is; nothing in it is read as a template. */
    public static String of(@Nullable String objective) {
        String text = objective == null || objective.isBlank() ? NONE : objective.strip();
        return TEMPLATE.replace(PLACE, text);
    }
}
