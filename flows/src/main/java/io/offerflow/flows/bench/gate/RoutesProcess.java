package io.offerflow.flows.bench.gate;

import io.offerflow.api.Ref;
import io.offerflow.cluster.ServiceOfferReader;
import io.offerflow.dev.stack.SampleOffer;
import io.offerflow.verifier.route.AgentModel;
import io.offerflow.verifier.route.GateRoutes;
import io.offerflow.verifier.route.OfferBook;
import java.time.Clock;
import java.util.Arrays;

/** Prints what one change among many offers costs in nanoseconds until requests see it, and how many bytes of heap all of them take. */
final class RoutesProcess {
    private static final int CHANGES = 2_001;
    /** Far apart from each other. */
    private static final int STRIDE = 7_919;

    private final GateRoutes routes = new GateRoutes(departed -> {});
    private final OfferBook book = new OfferBook(Clock.systemUTC(), AgentModel.SHOWN, routes::offers);
    private final int offers;

    private RoutesProcess(int offers) {
        this.offers = offers;
    }

    /** @param args how many offers */
    public static void main(String[] args) {
        RoutesProcess process = new RoutesProcess(Integer.parseInt(args[0]));
        long bytes = process.fill();
        System.out.println(process.change() + " " + bytes);
        process.book.close();
    }

    private long fill() {
        put(0, "0.001");
        long before = used();
        for (int i = 0; i < offers; i++) {
            put(i, "0.001");
        }
        book.completed();
        while (!routes.offers().complete()) {
            Thread.yield();
        }
        return used() - before;
    }

    private long change() {
        long[] nanos = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            var changed = ServiceOfferReader.read(
                    SampleOffer.stored(new Ref("bench", "s" + (long) i * STRIDE % offers), "0.00" + (2 + i % 7)));
            long version = routes.offers().version();
            long start = System.nanoTime();
            book.put(changed);
            while (routes.offers().version() == version) {
                Thread.yield();
            }
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[CHANGES / 2];
    }

    private void put(int i, String price) {
        book.put(ServiceOfferReader.read(SampleOffer.stored(new Ref("bench", "s" + i), price)));
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
