package io.offerflow.watcher.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.api.Json;
import io.offerflow.api.Ref;
import io.offerflow.watcher.nudge.Cause;
import io.offerflow.workflows.entity.ChildKind;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeFilterTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String BASE =
            """
            apiVersion: obol.org/v1alpha1
            kind: ServiceOffer
            metadata: {namespace: llm, name: demo, uid: u1, generation: 1, resourceVersion: "7"}
            spec: {type: http, upstream: {service: web}}
            """;

    static Stream<Arguments> offers() {
        return Stream.of(
                arguments("nothing", BASE, Optional.empty()),
                arguments(
                        "our status write",
                        edit("status", "{observedGeneration: 1, conditions: []}"),
                        Optional.empty()),
                arguments("a label", edit("metadata.labels", "{a: b}"), Optional.empty()),
                arguments("a foreign annotation", edit("metadata.annotations", "{a: b}"), Optional.empty()),
                arguments("a resourceVersion", edit("metadata.resourceVersion", "\"8\""), Optional.empty()),
                arguments(
                        "our own finalizer appears",
                        edit("metadata.finalizers", "[monetize.obol.org/finalizer]"),
                        Optional.empty()),
                arguments(
                        "a foreign finalizer appears",
                        edit("metadata.finalizers", "[other]"),
                        Optional.of(Cause.FINALIZERS)),
                arguments("the generation", edit("metadata.generation", "2"), Optional.of(Cause.SPEC)),
                arguments("the uid", edit("metadata.uid", "u2"), Optional.of(Cause.REPLACED)),
                arguments(
                        "a deletionTimestamp",
                        edit("metadata.deletionTimestamp", "2026-01-01T00:00:00Z"),
                        Optional.of(Cause.DELETING)),
                arguments(
                        "obol.org/reconcile-at",
                        edit("metadata.annotations", "{obol.org/reconcile-at: now}"),
                        Optional.of(Cause.RECONCILE_ASKED)),
                arguments(
                        "obol.org/paused",
                        edit("metadata.annotations", "{obol.org/paused: \"true\"}"),
                        Optional.of(Cause.PAUSE_ASKED)));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("offers")
    void anOfferThatChanged(String what, String after, Optional<Cause> expected) {
        assertThat(ChangeFilter.offer(facts(BASE), facts(after)).map(Change::cause))
                .isEqualTo(expected);
    }

    @Test
    void anOfferThatAppearedPasses() {
        assertThat(ChangeFilter.offer(null, facts(BASE)).map(Change::cause)).contains(Cause.ADDED);
    }

    @Test
    void removingOurFinalizerPassesWhoeverDidIt() {
        OfferFacts with = facts(edit("metadata.finalizers", "[monetize.obol.org/finalizer]"));
        assertThat(ChangeFilter.offer(with, facts(BASE)).map(Change::cause)).contains(Cause.FINALIZERS);
    }

    @Test
    void anOfferThatCannotBeReadChangesLikeAnyOther() {
        OfferFacts bad = facts(edit("spec", "{upstream: {service: web, port: many}}"));
        assertThat(bad.offer()).isNull();
        assertThat(ChangeFilter.offer(bad, bad)).isEmpty();
        OfferFacts edited = facts(edit("spec", "{upstream: {service: web, port: many}}", "metadata.generation", "2"));
        assertThat(ChangeFilter.offer(bad, edited).map(Change::cause)).contains(Cause.SPEC);
    }

    static Stream<Arguments> children() {
        ChildFacts good = child("c1", "h", true, "");
        return Stream.of(
                arguments("appeared as rendered", null, good, Optional.empty()),
                arguments("appeared otherwise", null, child("c1", null, false, ""), Optional.of(Cause.CHILD_DRIFTED)),
                arguments("nothing", good, good, Optional.empty()),
                arguments("is gone", good, null, Optional.of(Cause.CHILD_GONE)),
                arguments("was replaced", good, child("c2", "h", true, ""), Optional.of(Cause.CHILD_REPLACED)),
                arguments("another hash", good, child("c1", "x", false, ""), Optional.of(Cause.CHILD_DRIFTED)),
                arguments("lost a field", good, child("c1", "h", false, ""), Optional.of(Cause.CHILD_DRIFTED)),
                arguments(
                        "drifted already", child("c1", "h", false, ""), child("c1", "h", false, "x"), Optional.empty()),
                arguments("was repaired", child("c1", "h", false, ""), good, Optional.empty()),
                arguments("the Gateway's status", good, child("c1", "h", true, "ACCEPTED"), Optional.empty()));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("children")
    void aChildThatChanged(
            String what, @Nullable ChildFacts before, @Nullable ChildFacts after, Optional<Cause> expected) {
        assertThat(ChangeFilter.child(before, after, facts(BASE)).map(Change::cause))
                .isEqualTo(expected);
    }

    @Test
    void childrenOfAnOfferInDeletionGoBecauseWeDeleteThem() {
        OfferFacts deleting = facts(edit("metadata.deletionTimestamp", "2026-01-01T00:00:00Z"));
        assertThat(ChangeFilter.child(child("c1", "h", true, ""), null, deleting))
                .isEmpty();
    }

    @Test
    void theGatewaysWordIsNoticedWhenItChanges() {
        ChildFacts silent = child("c1", "h", true, "PENDING");
        ChildFacts accepted = child("c1", "h", true, "ACCEPTED");
        assertThat(ChangeFilter.acceptanceChanged(silent, accepted)).isTrue();
        assertThat(ChangeFilter.acceptanceChanged(null, accepted)).isTrue();
        assertThat(ChangeFilter.acceptanceChanged(accepted, accepted)).isFalse();
        assertThat(ChangeFilter.acceptanceChanged(accepted, null)).isFalse();
    }

    private static ChildFacts child(String uid, @Nullable String hash, boolean rendered, String acceptance) {
        Ref ref = new Ref("llm", "so-demo");
        return new ChildFacts(ChildKind.HTTP_ROUTE, ref, new Ref("llm", "demo"), uid, hash, rendered, acceptance);
    }

    /** BASE with some paths set; names between dots, values in YAML. */
    private static String edit(String... pathsAndValues) {
        try {
            JsonNode object = YAML.readTree(BASE);
            for (int i = 0; i < pathsAndValues.length; i += 2) {
                String[] path = pathsAndValues[i].split("\\.");
                JsonNode parent = path.length == 1 ? object : object.get(path[0]);
                ((com.fasterxml.jackson.databind.node.ObjectNode) parent)
                        .set(path[path.length - 1], YAML.readTree(pathsAndValues[i + 1]));
            }
            return YAML.writeValueAsString(object);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static OfferFacts facts(String yaml) {
        try {
            return OfferFacts.of(Json.mapper().convertValue(YAML.readTree(yaml), GenericKubernetesResource.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
