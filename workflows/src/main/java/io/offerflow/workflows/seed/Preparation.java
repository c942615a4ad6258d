package io.offerflow.workflows.seed;

import java.util.List;

/** The command of the init container that prepares an agent's disk; {@code prepare.sh} says which variables it needs. */
public final class Preparation {
    private static final String SCRIPT = Texts.of("prepare.sh");

    private Preparation() {}

    public static List<String> command() {
        return List.of("/bin/sh", "-ceu", SCRIPT);
    }
}
