package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ringway.bench.micro.Fixtures;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One message to a group of 1,000 sockets that only count: the gateway's own share of a fan-out, without the kernel's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FanOutBenchmark {
    private static final int MEMBERS = 1_000;

    private final EventLoop loop = new EmbeddedChannel().eventLoop();
    private final GroupChannel oneDialect = new GroupChannel(Fixtures.GROUP);
    private final GroupChannel twoDialects = new GroupChannel(Fixtures.GROUP);
    private final Event message = new Event.GroupMessage(Fixtures.GROUP, Fixtures.SENDER, Fixtures.CONTENT);
    private long bytes;

    @Setup
    public void fill() {
        Dialect ringway = new RingwayDialect(Fixtures.LIMITS);
        Dialect skapi = new SkapiDialect(Fixtures.LIMITS);
        for (int i = 0; i < MEMBERS; i++) {
            oneDialect.add(ringway, new CountingSocket());
            twoDialects.add(i % 2 == 0 ? ringway : skapi, new CountingSocket());
        }
    }

    @Benchmark
    public long oneDialect() {
        oneDialect.deliver(message, null);
        return bytes;
    }

    @Benchmark
    public long twoDialects() {
        twoDialects.deliver(message, null);
        return bytes;
    }

    private final class CountingSocket implements Socket {
        @Override
        public EventLoop loop() {
            return loop;
        }

        @Override
        public ClientAddress address() {
            return ClientAddress.UNKNOWN;
        }

        @Override
        public void write(Frame frame) {
            bytes += frame.size();
        }

        @Override
        public void ping() {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(CloseCode code, long retryAfterMillis) {
            throw new IllegalStateException("nothing closes here");
        }
    }
}
