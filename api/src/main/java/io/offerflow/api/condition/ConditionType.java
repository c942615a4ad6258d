package io.offerflow.api.condition;

/** The conditions of a ServiceOffer. The last four are present only while true, as kstatus wants it. */
public enum ConditionType {
    MODEL_READY("ModelReady"),
    UPSTREAM_HEALTHY("UpstreamHealthy"),
    PAYMENT_GATE_READY("PaymentGateReady"),
    ROUTE_PUBLISHED("RoutePublished"),
    REGISTERED("Registered"),
    READY("Ready"),
    RECONCILING("Reconciling"),
    STALLED("Stalled"),
    DRAINING("Draining"),
    PAUSED("Paused");

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
