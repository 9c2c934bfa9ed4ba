package io.ringway.gateway.http.ws;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.SocketHandler;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The sockets of one event loop: their flushes, their keep-alive and their counters. Loop thread only, except where said.
 * Counters are plain here and added to the {@link Metrics} at every tick.
 */
public final class SocketLoop {
    private final WebSockets server;
    private final ContextInternal context;
    private final EventLoop loop;
    private final KeepAlive keepAlive = new KeepAlive();
    private final FlushQueue flushQueue;
    private final ScheduledFuture<?> ticker;
    private final ScheduledFuture<?> watcher;
    private final long periodNanos;
    private long expectedTick;
    private long framesIn;
    private long bytesIn;
    private long framesOut;
    private long bytesOut;
    private long flushes;
    private long waiting;
    private final SlowOutboxes slow;

    SocketLoop(WebSockets server, ContextInternal context) {
        this.server = server;
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.flushQueue = new FlushQueue(loop);
        this.slow = new SlowOutboxes(server.slowBytes());
        this.periodNanos = server.options().pingInterval().toNanos() / KeepAlive.TICKS_PER_INTERVAL;
        this.expectedTick = System.nanoTime() + periodNanos;
        this.ticker = loop.scheduleWithFixedDelay(this::tick, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
        this.watcher = loop.scheduleWithFixedDelay(
                () -> server.watch(this), OutboxGuard.PERIOD_MS, OutboxGuard.PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Ends the keep-alive. Any thread. */
    public void stop() {
        ticker.cancel(false);
        watcher.cancel(false);
    }

    /** What waits for each whose client does not read, as far as can be said. */
    Map<Party, Long> waitingByParty() {
        Map<Party, Long> waiting = new HashMap<>();
        keepAlive.forEach(socket -> {
            long bytes = socket.waiting();
            if (bytes >= OutboxGuard.LEAST_BYTES) {
                waiting.merge(socket.party(), bytes, Long::sum);
            }
        });
        return waiting;
    }

    /** @param kept the part of what they have here that some may keep; the fullest of their outboxes go */
    void reduce(Map<Party, Double> kept) {
        Map<Party, List<Relief.Outbox<LoopSocket>>> outboxes = new HashMap<>();
        keepAlive.forEach(socket -> {
            long bytes = socket.waiting();
            if (bytes >= OutboxGuard.LEAST_BYTES && kept.containsKey(socket.party())) {
                outboxes.computeIfAbsent(socket.party(), first -> new ArrayList<>())
                        .add(new Relief.Outbox<>(socket, bytes));
            }
        });
        outboxes.forEach((party, theirs) -> {
            double all = theirs.stream().mapToLong(Relief.Outbox::bytes).sum();
            Relief.fullest(theirs, all * kept.getOrDefault(party, 1.0)).forEach(LoopSocket::cut);
        });
    }

    /**
     * Makes a WebSocket of a channel of this loop, on which frames are spoken from now on: it takes the place of the handler of that name.
     *
     * @param dialect what the connection is counted as
     */
    public void take(Channel channel, String name, ClientAddress address, SocketHandler handler, String dialect) {
        ChannelSocket socket = new ChannelSocket(this, channel, address, handler, dialect);
        channel.pipeline().replace(name, name, socket);
        socket.start();
    }

    /** Any thread. */
    void drain(Drain plan, Pacer pacer) {
        loop.execute(() -> {
            Deque<LoopSocket> left = new ArrayDeque<>();
            keepAlive.forEach(left::add);
            drain(left, plan, pacer);
        });
    }

    private void drain(Deque<LoopSocket> left, Drain plan, Pacer pacer) {
        for (int i = pacer.next(left.size(), System.nanoTime() / 1_000_000); i > 0; i--) {
            left.remove().close(CloseCode.GOING_AWAY);
        }
        if (!left.isEmpty()) {
            var unused = loop.schedule(
                    () -> drain(left, plan, pacer), plan.interval().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    WebSockets server() {
        return server;
    }

    SocketOptions options() {
        return server.options();
    }

    EventLoop loop() {
        return loop;
    }

    int now() {
        return keepAlive.now();
    }

    void opened(Pulse pulse, String dialect) {
        keepAlive.add(pulse);
        server.metrics().opened(dialect);
    }

    void closed(Pulse pulse, String dialect, String code, ClientAddress address) {
        keepAlive.remove(pulse);
        server.metrics().closed(dialect, code);
        server.release(address);
    }

    /** What those hold that do not read, and wait for longer than a close frame is waited for. */
    SlowOutboxes slow() {
        return slow;
    }

    /** The socket flushes at the end of this turn. */
    void flushLater(LoopSocket socket) {
        flushQueue.add(socket);
    }

    void received(int bytes) {
        framesIn++;
        bytesIn += bytes;
    }

    void sent(int bytes) {
        framesOut++;
        bytesOut += bytes;
    }

    void flushed() {
        flushes++;
    }

    /** Enters the Vert.x context that handlers expect to run in; pass what it returns to {@link #leave}. */
    ContextInternal enter() {
        return context.beginDispatch();
    }

    void leave(ContextInternal previous) {
        context.endDispatch(previous);
    }

    private void tick() {
        long late = System.nanoTime() - expectedTick;
        server.metrics().loopLate(Math.max(0, late));
        keepAlive.tick();
        publish();
        expectedTick = System.nanoTime() + periodNanos;
    }

    private void publish() {
        server.metrics().received(framesIn, bytesIn);
        server.metrics().sent(framesOut, bytesOut, flushes);
        server.metrics().memory().waiting(keepAlive.waiting() - waiting);
        waiting = keepAlive.waiting();
        framesIn = 0;
        bytesIn = 0;
        framesOut = 0;
        bytesOut = 0;
        flushes = 0;
    }
}
