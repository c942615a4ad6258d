package io.offerflow.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.Header;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LifeSignsTest {
    private final LifeSigns lifeSigns = new LifeSigns();
    private final AtomicInteger beats = new AtomicInteger();

    @AfterEach
    void close() {
        lifeSigns.close();
    }

    @Test
    void anActivityThatWaitsBeatsUntilItEnds() {
        run(false, () -> await().atMost(Duration.ofSeconds(10)).until(() -> beats.get() >= 2));
        int atTheEnd = beats.get();
        await().during(LifeSigns.PERIOD.multipliedBy(2))
                .atMost(LifeSigns.PERIOD.multipliedBy(5))
                .until(() -> beats.get() == atTheEnd);
    }

    @Test
    void aLocalActivityDoesNotBeat() {
        run(true, () -> await().during(LifeSigns.PERIOD.multipliedBy(2))
                .atMost(LifeSigns.PERIOD.multipliedBy(5))
                .until(() -> beats.get() == 0));
        assertThat(beats).hasValue(0);
    }

    private void run(boolean local, Runnable body) {
        ActivityInboundCallsInterceptor beating = lifeSigns.interceptActivity(new ActivityInboundCallsInterceptor() {
            @Override
            public void init(ActivityExecutionContext context) {}

            @Override
            public ActivityOutput execute(ActivityInput input) {
                body.run();
                return new ActivityOutput(null);
            }
        });
        beating.init(context(local));
        beating.execute(new ActivityInboundCallsInterceptor.ActivityInput(Header.empty(), new Object[0]));
    }

    /** Knows only what is asked of it. */
    private ActivityExecutionContext context(boolean local) {
        ActivityInfo info = stub(ActivityInfo.class, method -> local);
        return stub(
                ActivityExecutionContext.class, method -> method.equals("getInfo") ? info : beats.incrementAndGet());
    }

    private static <T> T stub(Class<T> type, Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
    }
}
