package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of calls, as bytes, a form number first: what one release writes another may read. A form that older nodes
 * would misread gets a new number; they then leave such entries out.
 */
public final class CallLogCodec {
    private static final int FORM = 1;
    private static final int ROOM = 160;
    private static final CallLine.What[] WHATS = CallLine.What.values();

    private CallLogCodec() {}

    public static Bytes encode(CallRecord record) {
        ByteWriter out =
                new ByteWriter(ROOM).u8(FORM).cid(record.call().value()).text(record.caller());
        optional(out, record.callee(), out::text);
        out.i32(record.dataBytes());
        i64(out, record.began());
        i64(out, record.answered());
        i64(out, record.ended());
        out.u8(Wire.code(record.reason()));
        optional(out, record.endedBy(), out::text);
        optional(out, record.device(), out::cid);
        return bytes(out);
    }

    public static CallRecord record(Bytes stored) throws EnvelopeException {
        ByteReader in = reader(stored);
        CallRecord record = new CallRecord(
                new CallId(in.cid()),
                in.name(),
                text(in),
                in.i32(),
                i64(in),
                i64(in),
                i64(in),
                in.oneOf(Wire.REASONS),
                text(in),
                cid(in));
        in.requireEnd();
        return record;
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be stored
    public static Bytes encode(CallLine line) {
        ByteWriter out = new ByteWriter(ROOM).u8(FORM);
        i64(out, line.at());
        out.u8(line.what().ordinal());
        optional(out, line.user(), out::text);
        optional(out, line.cid(), out::cid);
        optional(out, line.other(), out::text);
        out.i32(line.count());
        optional(out, line.reason(), reason -> out.u8(Wire.code(reason)));
        return bytes(out.text(line.text()));
    }

    public static CallLine line(Bytes stored) throws EnvelopeException {
        ByteReader in = reader(stored);
        CallLine line = new CallLine(
                i64(in),
                in.oneOf(WHATS),
                text(in),
                cid(in),
                text(in),
                in.i32(),
                in.oneOf(Wire.FLAGS) ? in.oneOf(Wire.REASONS) : null,
                in.text());
        in.requireEnd();
        return line;
    }

    private static ByteReader reader(Bytes stored) throws EnvelopeException {
        ByteReader in = new ByteReader(Buffer.buffer(stored.array()));
        if (in.u8() != FORM) {
            throw new EnvelopeException("another form");
        }
        return in;
    }

    private static <T> void optional(ByteWriter out, @Nullable T value, Consumer<T> write) {
        out.u8(value == null ? 0 : 1);
        if (value != null) {
            write.accept(value);
        }
    }

    private static @Nullable String text(ByteReader in) throws EnvelopeException {
        return in.oneOf(Wire.FLAGS) ? in.text() : null;
    }

    private static @Nullable Cid cid(ByteReader in) throws EnvelopeException {
        return in.oneOf(Wire.FLAGS) ? in.cid() : null;
    }

    private static void i64(ByteWriter out, long value) {
        out.i32((int) (value >> Integer.SIZE)).i32((int) value);
    }

    private static long i64(ByteReader in) throws EnvelopeException {
        return ((long) in.i32() << Integer.SIZE) | Integer.toUnsignedLong(in.i32());
    }

    private static Bytes bytes(ByteWriter out) {
        return Bytes.wrap(out.buffer().getBytes());
    }
}
