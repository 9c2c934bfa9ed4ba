package io.ringway.bench.micro;

import io.netty.channel.EventLoop;
import io.ringway.gateway.config.AddressLimitsConfig;
import io.ringway.gateway.http.ws.Addresses;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.http.ws.SocketOptions;
import io.ringway.gateway.http.ws.WebSockets;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A message of 100 bytes to a group whose members are all on this node, on one event loop, up to the system call that would send it:
 * encoded once for each wire, written to each member's log and WebSocket, and flushed at the end of the turn, each message in a turn of
 * its own. One operation is one delivery.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {
    /** What the members speak. */
    public enum Wires {
        RINGWAY,
        /** Every other member speaks Skapi's, which does not count frames and so has nothing to keep. */
        BOTH
    }

    /** Of one invocation: a multiple of every number of members, and so many that handing it to the loop and back costs nothing. */
    private static final int DELIVERIES = 100_000;

    @Param({"5", "1000"})
    public int members;

    @Param
    public Wires wires = Wires.RINGWAY;

    private final Event message = new Event.GroupMessage(Fixtures.GROUP, Fixtures.SENDER, Fixtures.CONTENT);

    @SuppressWarnings("NullAway.Init")
    private Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private EventLoop loop;

    @SuppressWarnings("NullAway.Init")
    private Audience audience;

    @SuppressWarnings("NullAway.Init")
    private GroupChannel channel;

    private long wanted;

    @Setup
    public void fill() {
        vertx = Vertx.vertx();
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        loop = context.nettyEventLoop();
        CompletableFuture.runAsync(() -> enter(context), loop).join();
    }

    private void enter(ContextInternal context) {
        Sessions sessions = new Sessions(new Metrics());
        audience = new Audience(sessions, server().newLoop(context), loop);
        Dialect ringway = new RingwayDialect(Fixtures.LIMITS);
        Dialect skapi = new SkapiDialect(Fixtures.LIMITS);
        for (int i = 0; i < members; i++) {
            audience.enter(Fixtures.member(i), wires == Wires.BOTH && i % 2 == 1 ? skapi : ringway);
        }
        channel = Objects.requireNonNull(sessions.channel(Fixtures.GROUP), "it has members");
    }

    /** A figure says nothing where a message was not sent, or logs grew meanwhile. */
    @TearDown
    public void close() {
        long delivered =
                CompletableFuture.supplyAsync(audience::delivered, loop).join();
        boolean isSteady =
                CompletableFuture.supplyAsync(audience::isSteady, loop).join();
        vertx.close().await();
        if (delivered != wanted) {
            throw new IllegalStateException(delivered + " frames were sent of " + wanted);
        }
        if (!isSteady) {
            throw new IllegalStateException("logs keep what their clients have, or not what they lack");
        }
    }

    private static WebSockets server() {
        // Nothing ever comes from a client here, so none is to be given up for its silence.
        SocketOptions options = SocketOptions.DEFAULTS.withPingInterval(Duration.ofDays(1));
        AddressGate gate = new AddressGate(new AddressLimitsConfig(0, 0, 0, Duration.ofMinutes(30)));
        Addresses addresses = new Addresses(List.of());
        return new WebSockets(
                options,
                new Origins(List.of()),
                Map.of(),
                gate,
                addresses,
                new Metrics(),
                BufferMemory.ofThisProcess(),
                1);
    }

    @Benchmark
    @OperationsPerInvocation(DELIVERIES)
    public void deliver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> publish(DELIVERIES / members, done));
        done.join();
        wanted += DELIVERIES;
    }

    /** The flush of each is queued before the next. */
    private void publish(int left, CompletableFuture<Void> done) {
        if (left == 0) {
            done.complete(null);
            return;
        }
        channel.deliver(message, null);
        loop.execute(() -> publish(left - 1, done));
    }
}
