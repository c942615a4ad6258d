package io.offerflow.flows.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.offerflow.dev.fault.Call;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.workflows.entity.Nudge;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Being on sale costs nothing; waking up costs little. */
class IdleIT extends OnEachStack {
    /** How long an offer is watched doing nothing; {@code -Dofferflow.idle.seconds=600} for the promise in full. */
    private static final Duration IDLE = Duration.ofSeconds(Integer.getInteger("offerflow.idle.seconds", 60));

    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int FIRST_CONVERGENCE = 30;
    private static final int UNCHANGED_WAKE_UP = 6;

    private Story story;

    @Test
    void an_idle_offer_writes_no_history_and_nothing_to_the_API_server() {
        ProxiedStack proxied = SharedStacks.STACKS.proxied(kind);
        Shop shop = sell(proxied.stack());
        int events = story.events();
        List<String> versions = versions(shop);
        assertThat(proxied.proxy().journal().writes())
                .as("writes before it was idle")
                .isPositive();
        proxied.proxy().journal().clear();

        Awaitility.await("an idle time")
                .atMost(IDLE.plus(Patience.LIMIT))
                .pollDelay(IDLE)
                .until(() -> true);

        List<Call> calls = proxied.proxy().journal().calls();
        assertThat(calls).filteredOn(call -> call.write() && !election(call)).isEmpty();
        assertThat(calls).as("calls about the offer's namespace").noneMatch(call -> call.path()
                .contains("/namespaces/" + shop.namespace() + "/"));
        assertThat(story.events()).isEqualTo(events);
        assertThat(versions(shop)).isEqualTo(versions);
        LOG.info(
                "idle for {}: {}",
                IDLE,
                calls.stream()
                        .collect(
                                Collectors.groupingBy(call -> call.verb() + " " + call.path(), Collectors.counting())));
    }

    @Test
    void the_first_convergence_takes_at_most_30_events_and_an_unchanged_wake_up_at_most_6() {
        Shop shop = sell(stack());
        int first = story.events();
        LOG.info("first convergence: {} events", first);
        assertThat(first).isLessThanOrEqualTo(FIRST_CONVERGENCE);

        story.workflow().nudge(new Nudge(shop.uid("tea"), 1, "a test"));
        Patience.until("awake", () -> story.events() > first);
        quiet();

        LOG.info("unchanged wake-up by nudge: {} events", story.events() - first);
        assertThat(story.events() - first).isLessThanOrEqualTo(UNCHANGED_WAKE_UP);
    }

    private Shop sell(DevStack stack) {
        Shop shop = Shop.open(stack, "idle");
        shop.sell("tea", "0.001");
        story = new Story(stack, shop.ref("tea"));
        quiet();
        return shop;
    }

    /** The history has not grown for a while. */
    private void quiet() {
        Patience.until("quiet", () -> {
            int before = story.events();
            Awaitility.await().pollDelay(QUIET).until(() -> true);
            return story.events() == before;
        });
    }

    /** The watcher's lease is renewed whatever is on sale. */
    private static boolean election(Call call) {
        return call.path().contains("/leases");
    }

    private static List<String> versions(Shop shop) {
        return Stream.concat(
                        Stream.of(shop.offers("tea")),
                        Shop.FORWARD_AUTH.stream().map(kind -> shop.child(kind, "tea")))
                .map(object -> {
                    GenericKubernetesResource live = object.get();
                    return live.getMetadata().getResourceVersion();
                })
                .toList();
    }
}
