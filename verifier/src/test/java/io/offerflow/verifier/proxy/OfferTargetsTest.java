package io.offerflow.verifier.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.cluster.ServiceOfferReader.Readable;
import io.offerflow.verifier.Offers;
import io.offerflow.verifier.TestClock;
import io.offerflow.verifier.proxy.Target.Lookup;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OfferTargetsTest {
    private static final Ref ECHO = new Ref("shop", "echo");
    private static final Lookup FIRST = found("first");
    private static final Lookup SECOND = found("second");

    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();
    private final ServiceOffer offer = ((Readable) Offers.offer("shop", "echo").read()).offer();
    private volatile Lookup says = FIRST;
    private volatile boolean away;
    private volatile CountDownLatch hangs = new CountDownLatch(0);
    private final OfferTargets targets =
            new OfferTargets(ref -> Optional.of(offer), this::cluster, Duration.ofMillis(200), clock);

    private static Lookup found(String host) {
        return new Lookup.Found(
                new Target(URI.create("http://" + host), "/services/echo", Target.Kind.HTTP, Optional.empty()));
    }

    private Lookup cluster(ServiceOffer wanted) {
        asked.incrementAndGet();
        try {
            assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        if (away) {
            throw new KubernetesClientException("away");
        }
        return says;
    }

    @Test
    void aGoodAnswerServesWhileTheApiServerHangsAndOneLookUpIsUnderWay() {
        assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
        clock.forward(Duration.ofSeconds(30));
        says = SECOND;
        hangs = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
        }
        Awaitility.await().until(() -> asked.get() == 2);
        hangs.countDown();
        Awaitility.await().until(() -> targets.apply(ECHO).equals(SECOND));
        assertThat(asked).hasValue(2);
    }

    @Test
    void anOldAnswerServesAfterAShortWaitWhileTheApiServerHangs() {
        assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
        clock.forward(Duration.ofHours(1));
        hangs = new CountDownLatch(1);
        assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
        hangs.countDown();
    }

    @Test
    void anOldAnswerIsNotBelievedWhileTheApiServerAnswers() {
        assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
        clock.forward(Duration.ofHours(1));
        says = SECOND;
        assertThat(targets.apply(ECHO)).isEqualTo(SECOND);
    }

    @Test
    void aFailedLookUpIsRememberedForAMoment() {
        away = true;
        assertThat(targets.apply(ECHO)).isInstanceOf(Lookup.Unavailable.class);
        assertThat(targets.apply(ECHO)).isInstanceOf(Lookup.Unavailable.class);
        assertThat(asked).hasValue(1);
        away = false;
        clock.forward(Duration.ofSeconds(6));
        assertThat(targets.apply(ECHO)).isEqualTo(FIRST);
    }

    @Test
    void manyWhoAskAtOnceShareOneLookUp() {
        hangs = new CountDownLatch(1);
        List<CompletableFuture<Lookup>> all = IntStream.range(0, 20)
                .mapToObj(i -> {
                    CompletableFuture<Lookup> answer = new CompletableFuture<>();
                    Thread.ofVirtual().start(() -> answer.complete(targets.apply(ECHO)));
                    return answer;
                })
                .toList();
        Awaitility.await().until(() -> asked.get() == 1);
        hangs.countDown();
        assertThat(all).allSatisfy(answer -> assertThat(answer.get(5, TimeUnit.SECONDS))
                .isEqualTo(FIRST));
        assertThat(asked).hasValue(1);
    }
}
