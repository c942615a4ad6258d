package io.offerflow.dev.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the real thing: what ours is measured by. */
class RealKubeApiIT extends KubeApiContract {

    private static @Nullable ApiUnderTest api;

    @BeforeAll
    static void start() throws Exception {
        boolean found = RealApiServer.binary("kube-apiserver").isPresent();
        assumeTrue(found, "skipped: no kube-apiserver on the PATH or in KUBEBUILDER_ASSETS");
        api = ApiUnderTest.real(RealApiServer.start());
    }

    @AfterAll
    static void stop() throws Exception {
        if (api != null) {
            api.close();
        }
    }

    @Override
    ApiUnderTest api() {
        return java.util.Objects.requireNonNull(api);
    }
}
