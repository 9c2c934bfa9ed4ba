package io.ringway.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Change;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A message of 100 bytes and a notice, in and out of each wire and between nodes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private final Dialect ringway = new RingwayDialect(Fixtures.LIMITS);
    private final Dialect skapi = new SkapiDialect(Fixtures.LIMITS);
    private final ByteBuf ringwayPublish =
            direct("{\"type\":\"publish\",\"id\":7,\"group\":\"lobby\",\"content\":" + Fixtures.content() + "}");
    private final ByteBuf skapiPublish = direct("{\"action\":\"broadcast\",\"rid\":\"lobby\",\"content\":"
            + Fixtures.content()
            + ",\"notification\":\"\",\"notificationConfig\":{},\"token\":\"a.b.c\"}");
    private final Event message = new Event.GroupMessage(Fixtures.GROUP, Fixtures.SENDER, Fixtures.CONTENT);
    private final Event notice = new Event.Notice(Fixtures.GROUP, 8, new Change.Joined(Fixtures.member(1)));
    private final Envelope envelope = new Envelope.GroupMessage(Fixtures.GROUP, Fixtures.SENDER, Fixtures.CONTENT);

    private static ByteBuf direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    @Benchmark
    public Command ringwayDecodePublish() throws ProtocolException {
        return ringway.decode(ringwayPublish);
    }

    @Benchmark
    public int ringwayEncodeMessage() {
        return encode(ringway, message);
    }

    @Benchmark
    public int ringwayEncodeNotice() {
        return encode(ringway, notice);
    }

    @Benchmark
    public Command skapiDecodePublish() throws ProtocolException {
        return skapi.decode(skapiPublish);
    }

    @Benchmark
    public int skapiEncodeMessageWithPercents() {
        return encode(skapi, message);
    }

    @Benchmark
    public int skapiEncodeNotice() {
        return encode(skapi, notice);
    }

    @Benchmark
    public Envelope envelopeRoundTrip() throws EnvelopeException {
        return EnvelopeCodec.decode(EnvelopeCodec.encode(envelope));
    }

    private static int encode(Dialect dialect, Event event) {
        Frame frame = Objects.requireNonNull(dialect.encode(event), "both wires have words for it");
        int size = frame.size();
        frame.release();
        return size;
    }
}
