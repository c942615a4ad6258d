package io.offerflow.dev.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.offerflow.dev.kube.ApiUnderTest.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes with what, and when. */
interface DeletionContract extends ApiContract {
    @Test
    default void finalizersHoldADeletedObjectUntilTheyAreGone() {
        api().create(
                        api().widgets(),
                        "{\"apiVersion\":\"test.obol.org/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"held\",\"finalizers\":"
                                + "[\"obol.org/a\"]},\"spec\":" + SPEC + "}");
        Answer deleted = api().delete(api().widget("held"));
        assertThat(deleted.body().at("/metadata/deletionTimestamp").asText()).endsWith("Z");
        assertThat(deleted.body().at("/metadata/generation").asInt()).isEqualTo(2);
        Answer added =
                api().merge(api().widget("held"), "{\"metadata\":{\"finalizers\":[\"obol.org/a\",\"obol.org/b\"]}}");
        assertThat(added.code()).isEqualTo(422);
        assertThat(added.message())
                .contains(
                        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
                                + "found new finalizers []string{\"obol.org/b\"}");
        assertThat(api().merge(api().widget("held"), "{\"metadata\":{\"finalizers\":null}}")
                        .code())
                .isEqualTo(200);
        assertThat(api().get(api().widget("held")).message()).isEqualTo("widgets.test.obol.org \"held\" not found");
    }

    @Test
    default void dependentsGoWithTheirOwnerAndForegroundDeletionWaitsForThem() {
        String uid =
                api().createWidget("owner", SPEC).body().at("/metadata/uid").asText();
        dependent("child", uid, "");
        dependent("held-child", uid, ",\"finalizers\":[\"obol.org/a\"]");
        api().send("DELETE", api().widget("owner"), "application/json", "{\"propagationPolicy\":\"Foreground\"}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(api().core("configmaps/child")).code() == 404);
        assertThat(api().get(api().widget("owner"))
                        .body()
                        .at("/metadata/finalizers/0")
                        .asText())
                .isEqualTo("foregroundDeletion");
        api().merge(api().core("configmaps/held-child"), "{\"metadata\":{\"finalizers\":null}}");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(api().widget("owner")).code() == 404);
    }

    private void dependent(String name, String ownerUid, String more) {
        Answer made = api().create(
                        api().core("configmaps"),
                        "{\"metadata\":{\"name\":\"" + name
                                + "\",\"ownerReferences\":[{\"apiVersion\":\"test.obol.org/v1\",\"kind\":"
                                + "\"Widget\",\"name\":\"owner\",\"uid\":\"" + ownerUid
                                + "\",\"blockOwnerDeletion\":true}]" + more
                                + "}}");
        assertThat(made.code()).isEqualTo(201);
    }

    @Test
    default void aDeletedNamespaceTakesItsContentWithItAndTakesNothingNew() {
        api().create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"doomed\"}}");
        String content = "/api/v1/namespaces/doomed/configmaps";
        api().create(content, "{\"metadata\":{\"name\":\"last\",\"finalizers\":[\"obol.org/a\"]}}");
        api().delete("/api/v1/namespaces/doomed");
        Answer late = api().create(content, "{\"metadata\":{\"name\":\"late\"}}");
        assertThat(late.code()).isEqualTo(403);
        assertThat(late.message()).contains("because it is being terminated");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api().get(content + "/last").body().at("/metadata").has("deletionTimestamp"));
        api().merge(content + "/last", "{\"metadata\":{\"finalizers\":null}}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api().get("/api/v1/namespaces/doomed").code() == 404);
    }
}
