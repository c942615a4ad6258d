package io.offerflow.dev.kube;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedKubeApiTest implements KubeApiContract {

    private static ApiUnderTest api;

    @BeforeAll
    static void start() {
        api = ApiUnderTest.embedded();
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Override
    public ApiUnderTest api() {
        return api;
    }
}
