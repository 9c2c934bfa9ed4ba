package io.ringway.cluster.hazelcast;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The DNS name that pods find each other by. While a node sees no other, the name is looked up every ten seconds: with a name that
 * leads nowhere each pod is a cluster of its own, and nothing else would say so. {@link #trouble} is for any thread.
 */
final class ServiceName {
    private static final long LOOK_MS = 10_000;

    private final Vertx vertx;
    private final String name;
    private final IntSupplier nodes;
    private volatile boolean isUnknown;
    private volatile boolean isLooking;
    private long timer;

    /**
     * @param name empty where nodes are found another way
     * @param nodes how many nodes this one sees, itself included
     */
    ServiceName(Vertx vertx, String name, IntSupplier nodes) {
        this.vertx = vertx;
        this.name = name;
        this.nodes = nodes;
    }

    void start() {
        if (!name.isEmpty()) {
            look();
            timer = vertx.setPeriodic(LOOK_MS, due -> look());
        }
    }

    void stop() {
        if (!name.isEmpty()) {
            vertx.cancelTimer(timer);
        }
    }

    /** Off the event loops: a resolver may take its time. */
    private void look() {
        if (nodes.getAsInt() > 1) {
            isUnknown = false;
        } else if (!isLooking) {
            isLooking = true;
            vertx.executeBlocking(this::resolves, false).onComplete(looked -> {
                isUnknown = looked.succeeded() && !looked.result();
                isLooking = false;
            });
        }
    }

    private boolean resolves() {
        try {
            return InetAddress.getAllByName(name).length > 0;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** What an operator should know; no reason to send users away, as the others may be there again at the next look. */
    Optional<String> trouble() {
        return isUnknown
                ? Optional.of(
                        "degraded: no other node can be found, as cluster.kubernetes_service does not resolve: " + name)
                : Optional.empty();
    }
}
