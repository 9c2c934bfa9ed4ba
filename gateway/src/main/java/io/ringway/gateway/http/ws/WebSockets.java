package io.ringway.gateway.http.ws;

import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What all the WebSocket connections of a server share, and how many there are. Any thread. */
public final class WebSockets {
    private final SocketOptions options;
    private final Origins origins;
    private final Map<String, Door> doors;
    private final Metrics metrics;
    private final AddressGate gate;
    private final Addresses addresses;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<SocketLoop> loops = new CopyOnWriteArrayList<>();
    private final OutboxGuard guard;
    private final long slowBytes;
    private volatile boolean draining;

    /**
     * @param doors by exact path
     * @param addresses who is behind a connection
     * @param memory what outboxes are kept in
     * @param loopCount how many loops there will be
     */
    public WebSockets(
            SocketOptions options,
            Origins origins,
            Map<String, Door> doors,
            AddressGate gate,
            Addresses addresses,
            Metrics metrics,
            BufferMemory memory,
            int loopCount) {
        this.options = options;
        this.origins = origins;
        this.doors = Map.copyOf(doors);
        this.gate = gate;
        this.addresses = addresses;
        this.metrics = metrics;
        this.guard = new OutboxGuard(memory, metrics.memory(), loops);
        this.slowBytes = SlowOutboxes.bound(memory.limit(), loopCount);
    }

    /** A few times a second, from every loop: the first one watches for all. */
    void watch(SocketLoop loop) {
        if (!loops.isEmpty() && loops.getFirst().equals(loop)) {
            guard.look();
        }
    }

    /** What each loop may hold for clients that do not read. */
    long slowBytes() {
        return slowBytes;
    }

    /** A place for the sockets of this context's event loop. On that loop. */
    public SocketLoop newLoop(ContextInternal context) {
        SocketLoop loop = new SocketLoop(this, context);
        loops.add(loop);
        return loop;
    }

    public SocketOptions options() {
        return options;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Open connections, those whose handshake is being decided included. */
    public int connections() {
        return connections.get();
    }

    /**
     * Refuses new connections from now on, and tells the open ones to go elsewhere.
     *
     * @param arrivals how many have arrived there, ever; null where that is not known
     */
    public void drain(Drain plan, @Nullable IntSupplier arrivals) {
        draining = true;
        long now = System.nanoTime() / 1_000_000;
        Pacer pacer = arrivals == null ? Pacer.steady(plan, now) : new Pacer(plan, arrivals, now);
        loops.forEach(loop -> loop.drain(plan, pacer));
    }

    public boolean isDraining() {
        return draining;
    }

    Origins origins() {
        return origins;
    }

    @Nullable
    Door door(String path) {
        return doors.get(path);
    }

    AddressGate gate() {
        return gate;
    }

    Addresses addresses() {
        return addresses;
    }

    /** Takes a place for one more connection; false where there is none. */
    boolean reserve() {
        if (connections.incrementAndGet() > options.maxConnections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives back a place, and the one that the address had taken. */
    void release(ClientAddress address) {
        gate.exit(address);
        connections.decrementAndGet();
    }
}
