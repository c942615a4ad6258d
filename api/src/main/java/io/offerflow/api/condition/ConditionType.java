package io.offerflow.api.condition;

import java.util.List;

/** The conditions of ServiceOffers and Agents. The last four are present only while true, as kstatus wants it. */
public enum ConditionType {
    MODEL_READY("ModelReady"),
    UPSTREAM_HEALTHY("UpstreamHealthy"),
    PAYMENT_GATE_READY("PaymentGateReady"),
    ROUTE_PUBLISHED("RoutePublished"),
    REGISTERED("Registered"),
    VALIDATED("Validated"),
    PROVISIONED("Provisioned"),
    WALLET_READY("WalletReady"),
    /** Told, but no fault: True when somebody edited the agent's configuration. */
    CONFIG_DRIFT("ConfigDrift"),
    /** Told, but no fault: SOUL.md was made from the present objective. */
    OBJECTIVE_DELIVERED("ObjectiveDelivered"),
    /** Told, but no fault: no tool of the agent leads from one buyer to another. */
    BUYERS_ISOLATED("BuyersIsolated"),
    READY("Ready"),
    RECONCILING("Reconciling"),
    STALLED("Stalled"),
    DRAINING("Draining"),
    PAUSED("Paused");

    /** Those of every ServiceOffer, in the order in which people read them. */
    public static final List<ConditionType> OF_OFFERS =
            List.of(MODEL_READY, UPSTREAM_HEALTHY, PAYMENT_GATE_READY, ROUTE_PUBLISHED, REGISTERED, READY);

    /** Those of every Agent; WalletReady is there only where a wallet is asked for. */
    public static final List<ConditionType> OF_AGENTS = List.of(VALIDATED, PROVISIONED, READY);

    private final String text;

    ConditionType(String text) {
        this.text = text;
    }

    /** The name in the object. */
    public String text() {
        return text;
    }

    /** Absent instead of False. */
    public boolean onlyWhenTrue() {
        return ordinal() >= RECONCILING.ordinal();
    }
}
