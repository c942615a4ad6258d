package io.offerflow.flows.real;

import io.offerflow.api.Ref;
import io.offerflow.dev.kube.real.RealKube;
import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.ProcessRoles;
import io.offerflow.dev.stack.ProcessRoles.Role;
import io.offerflow.dev.stack.Roles;
import io.offerflow.dev.temporal.RealTemporal;
import io.offerflow.dev.temporal.TemporalBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A stack of real servers and processes on free ports, in a temporary folder that closing removes. */
public final class RealStack implements AutoCloseable {
    private final DevStack stack;
    private final Path state;

    private RealStack(DevStack stack, Path state) {
        this.stack = stack;
        this.state = state;
    }

    /** Why there can be none on this machine, as a sentence. */
    public static Optional<String> absence() {
        if (RealKube.binaries().isEmpty()) {
            return Optional.of(RealKube.whyAbsent());
        }
        return RealTemporal.binary().isPresent()
                ? Optional.empty()
                : Optional.of("no program temporal on PATH or in KUBEBUILDER_ASSETS");
    }

    /**
     * @param facilitator whom the verifier asks; empty for the embedded one
     * @param progress is told each part and where it is
     */
    public static RealStack start(Optional<URI> facilitator, BiConsumer<String, String> progress) {
        try {
            Path state = Files.createTempDirectory("offerflow-real");
            DevOptions options = new DevOptions(
                    state,
                    DevPorts.free(),
                    Kind.REAL,
                    Kind.REAL,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    facilitator);
            return new RealStack(DevStack.start(options, Clock.systemUTC(), progress), state);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder", e);
        }
    }

    public DevStack stack() {
        return stack;
    }

    public RealKube kube() {
        return stack.realKube().orElseThrow();
    }

    public RealTemporal temporal() {
        TemporalBackend temporal = stack.temporal();
        if (temporal instanceof RealTemporal real) {
            return real;
        }
        throw new IllegalStateException("a real Temporal server was asked for, not " + temporal.kind());
    }

    public ProcessRoles roles() {
        Roles roles = stack.roles();
        if (roles instanceof ProcessRoles processes) {
            return processes;
        }
        throw new IllegalStateException("processes were asked for, not " + roles.kind());
    }

    /** The question that a gateway asks about this offer. */
    public URI verify(Ref offer) {
        return URI.create(stack.roles().verifyAddress() + "/verify/" + offer);
    }

    /** The logs of the processes. */
    public Path logs() {
        return state.resolve("logs");
    }

    /** Who runs and who answers, in a few words; for a test that failed. */
    public String health() {
        String roles = Stream.of(Role.values())
                .map(role -> role + (roles().isAlive(role) ? "" : " has ended"))
                .collect(Collectors.joining(", "));
        return roles + ", Temporal " + (temporal().answers() ? "answers" : "does not answer");
    }

    /** The end of each process's log; for a test that failed. */
    public String lastWords() {
        return Stream.of(Role.values())
                .map(role -> role + ":\n" + roles().lastWords(role))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        stack.close();
        try (Stream<Path> files = Files.walk(state)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + state, e);
        }
    }
}
