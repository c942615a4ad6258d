package io.offerflow.dev.kube;

/** One subject of {@link KubeApiContract}: guarantees, asked of the server under test. */
interface ApiContract {
    /** The spec of a widget that every rule accepts. */
    String SPEC = "{\"price\":\"1.5\"}";

    ApiUnderTest api();
}
