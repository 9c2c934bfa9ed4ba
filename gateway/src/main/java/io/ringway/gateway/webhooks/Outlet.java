package io.ringway.gateway.webhooks;

import io.ringway.gateway.metrics.WebhookMetrics;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A receiver, and how it does. Hub only. */
final class Outlet {
    /** So many tries in a row that were not taken. */
    static final int FAILING = 5;

    final Receiver receiver;
    final WebhookMetrics metrics;
    final Map<String, Route> routes = new HashMap<>();
    final Set<Route> ready = new LinkedHashSet<>();
    int inFlight;
    int failures;
    long taken;
    long failingSince;
    boolean disabled;
    String trouble = "";
    boolean pumping;

    Outlet(Receiver receiver, WebhookMetrics metrics) {
        this.receiver = receiver;
        this.metrics = metrics;
    }

    boolean isFailing() {
        return disabled || failures >= FAILING;
    }
}
