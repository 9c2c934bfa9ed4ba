package io.ringway.gateway.ice;

import io.ringway.gateway.metrics.IceProviderMetrics;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a provider works, as far as is known. Says in the log when that changes. Any thread. */
public final class ProviderHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderHealth.class);

    private final String name;
    private final IceProviderMetrics metrics;
    private final InstantSource clock;
    private final AtomicReference<Status> status;

    /** Whether it works. */
    public enum State {
        /** Not asked yet. */
        UNKNOWN,
        UP,
        DOWN
    }

    /**
     * What is known.
     *
     * @param reason why it is down; empty where it is not
     * @param since when this began, in milliseconds since 1970
     */
    public record Status(State state, String reason, long since) {}

    ProviderHealth(String name, IceProviderMetrics metrics, InstantSource clock) {
        this.name = name;
        this.metrics = metrics;
        this.clock = clock;
        this.status = new AtomicReference<>(new Status(State.UNKNOWN, "", clock.millis()));
    }

    /** The provider's name. */
    public String name() {
        return name;
    }

    public Status status() {
        return Objects.requireNonNull(status.get(), "set from the beginning");
    }

    boolean isDown() {
        return status().state() == State.DOWN;
    }

    IceProviderMetrics metrics() {
        return metrics;
    }

    void up() {
        if (change(State.UP, "") == State.DOWN) {
            LOG.info("The ICE provider {} works again", name);
        }
    }

    /** @param reason in an operator's words; no secret, no user */
    void down(String reason) {
        if (change(State.DOWN, reason) != State.DOWN) {
            LOG.warn("The ICE provider {} does not work: {}", name, reason);
        }
    }

    /** Returns what it was before. */
    private State change(State state, String reason) {
        metrics.up(state == State.UP);
        long now = clock.millis();
        return status.getAndUpdate(before -> new Status(state, reason, before.state() == state ? before.since() : now))
                .state();
    }
}
