package io.offerflow.dev.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.offerflow.api.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code dev.json}: where everything of a running stack is. {@code verifier.proxy} is where buyers call; {@code rpc} is the local
 * chain of base-sepolia, null where the facilitator is the user's; {@code parts} tells kind and version of each part.
 */
public record DevFile(
        String kubeconfig,
        Temporal temporal,
        Verifier verifier,
        String facilitator,
        @Nullable String rpc,
        String upstream,
        String watcher,
        String worker,
        Map<String, Part> parts) {

    /** {@code address} is null for the in-process server, which other processes cannot reach. */
    public record Temporal(@Nullable String address, String namespace, @Nullable String ui) {}

    public record Verifier(String verify, String proxy, String admin) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(String kind, String version) {}

    void write(Path file) {
        try {
            Json.mapper().writer().with(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Reads the file of a running stack. */
    public static DevFile read(Path file) {
        try {
            return Json.mapper().readValue(Files.readString(file), DevFile.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
