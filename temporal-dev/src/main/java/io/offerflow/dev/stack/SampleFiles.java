package io.offerflow.dev.stack;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.offerflow.api.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The sample offer as a file for kubectl, because its upstream's port depends on the run. */
final class SampleFiles {
    private SampleFiles() {}

    static Path file(Path state) {
        return state.resolve("hello.yaml");
    }

    static void write(Path state, int upstreamPort) {
        String yaml = SampleOffer.objects(new Ref("demo", "hello"), upstreamPort, "0.001").stream()
                .map((HasMetadata object) -> Serialization.asYaml(object))
                .collect(Collectors.joining());
        try {
            Files.writeString(file(state), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(state), e);
        }
    }
}
