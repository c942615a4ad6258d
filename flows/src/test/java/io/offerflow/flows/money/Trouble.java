package io.offerflow.flows.money;

import io.offerflow.dev.fault.Fault;
import io.offerflow.dev.fault.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What goes wrong between gate and facilitator, for the calls about one payment. */
record Trouble(String path, Fault fault, int times) {
    private static final String VERIFY = "/verify";
    private static final String SETTLE = "/settle";

    /**
     * One of all kinds.
     *
     * @param late longer than the gate waits for the call that it befalls
     */
    static Trouble any(RandomGenerator random, Late late) {
        boolean verify = random.nextInt(4) == 0;
        List<Fault> kinds = verify ? verifying(late.verify()) : settling(late);
        return new Trouble(verify ? VERIFY : SETTLE, kinds.get(random.nextInt(kinds.size())), 1 + random.nextInt(2));
    }

    /** @param patience later than buyers wait, and before the gate gives up the call */
    record Late(Duration verify, Duration settle, Duration patience) {}

    FaultRule of(String nonce) {
        return FaultRule.on("POST", path, fault).containing(nonce).times(times);
    }

    private static List<Fault> verifying(Duration late) {
        return List.of(
                new Fault.Drop(),
                new Fault.DropAfter(),
                new Fault.Reset(),
                new Fault.Cut(3),
                new Fault.Delay(late),
                new Fault.DelayAfter(late),
                new Fault.Trickle(late),
                json(500, "{\"error\":\"down\"}"),
                json(200, "<html>"),
                json(200, "{\"isValid\":\"true\"}"),
                json(200, "{\"isValid\":false,\"invalidReason\":\"invalid_exact_evm_insufficient_balance\"}"));
    }

    private static List<Fault> settling(Late late) {
        return List.of(
                new Fault.Drop(),
                new Fault.DropAfter(),
                new Fault.Reset(),
                new Fault.Cut(0),
                new Fault.Cut(20),
                new Fault.Delay(late.settle()),
                new Fault.Delay(late.patience()),
                new Fault.DelayAfter(late.settle()),
                new Fault.DelayAfter(late.patience()),
                new Fault.Trickle(late.settle()),
                new Fault.Repeat(Fault.Which.FIRST),
                new Fault.Repeat(Fault.Which.LAST),
                json(500, "<html>"),
                json(502, "{\"error\":\"bad gateway\"}"),
                json(404, "nothing here"),
                json(200, "not JSON"),
                json(200, "{\"success\":\"true\",\"transaction\":\"0x1\"}"),
                json(200, "{\"success\":true,\"success\":false}"),
                json(200, "{\"success\":false,\"errorReason\":\"invalid_exact_evm_insufficient_balance\"}"),
                json(500, "{\"success\":false,\"errorReason\":\"unexpected_settle_error\",\"transaction\":\"\"}"));
    }

    private static Fault json(int status, String body) {
        return new Fault.Status(status, Map.of(), body);
    }
}
