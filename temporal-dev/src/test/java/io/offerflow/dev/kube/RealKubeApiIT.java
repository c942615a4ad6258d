package io.offerflow.dev.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.offerflow.dev.kube.real.RealKube;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the real thing: what ours is measured by. */
class RealKubeApiIT implements KubeApiContract {

    private static @Nullable ApiUnderTest api;

    @BeforeAll
    static void start() {
        Optional<Path> binaries = RealKube.binaries();
        assumeTrue(binaries.isPresent(), () -> "skipped: " + RealKube.whyAbsent());
        api = ApiUnderTest.real(RealKube.start(binaries.get()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (api != null) {
            api.close();
        }
    }

    @Override
    public ApiUnderTest api() {
        return Objects.requireNonNull(api);
    }
}
