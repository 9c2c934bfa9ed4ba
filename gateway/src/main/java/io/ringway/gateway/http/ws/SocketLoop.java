package io.ringway.gateway.http.ws;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.CloseCode;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
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
    private final long periodNanos;
    private long expectedTick;
    private long framesIn;
    private long bytesIn;
    private long framesOut;
    private long bytesOut;
    private long flushes;
    private final SlowOutboxes slow = new SlowOutboxes();

    SocketLoop(WebSockets server, ContextInternal context) {
        this.server = server;
        this.context = context;
        this.loop = context.nettyEventLoop();
        this.flushQueue = new FlushQueue(loop);
        this.periodNanos = server.options().pingInterval().toNanos() / KeepAlive.TICKS_PER_INTERVAL;
        this.expectedTick = System.nanoTime() + periodNanos;
        this.ticker = loop.scheduleWithFixedDelay(this::tick, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the keep-alive. Any thread. */
    public void stop() {
        ticker.cancel(false);
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
        framesIn = 0;
        bytesIn = 0;
        framesOut = 0;
        bytesOut = 0;
        flushes = 0;
    }
}
