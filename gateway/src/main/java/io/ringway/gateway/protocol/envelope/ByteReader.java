package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes the pieces of an envelope one after the other; never reads, or allocates, past the end. */
final class ByteReader {
    private static final char REPLACEMENT = '\ufffd';

    private final Buffer in;
    private int at;

    ByteReader(Buffer in) {
        this.in = in;
    }

    private int take(int count) throws EnvelopeException {
        if (count < 0 || count > in.length() - at) {
            throw new EnvelopeException("cut short");
        }
        int start = at;
        at += count;
        return start;
    }

    void requireEnd() throws EnvelopeException {
        if (at != in.length()) {
            throw new EnvelopeException("more than an envelope");
        }
    }

    int u8() throws EnvelopeException {
        return in.getUnsignedByte(take(Byte.BYTES));
    }

    int i32() throws EnvelopeException {
        return in.getInt(take(Integer.BYTES));
    }

    long i64() throws EnvelopeException {
        return in.getLong(take(Long.BYTES));
    }

    /** A count of things that take so many bytes each: never more than there can be. */
    int count(int bytesEach) throws EnvelopeException {
        int count = i32();
        if (count < 0 || count > (in.length() - at) / bytesEach) {
            throw new EnvelopeException("cut short");
        }
        return count;
    }

    Cid cid() throws EnvelopeException {
        return new Cid(new NodeRef(i64(), i32()), i64(), i64());
    }

    /** Text that is UTF-8 to the letter. */
    String text() throws EnvelopeException {
        int length = in.getUnsignedShort(take(Short.BYTES));
        int start = take(length);
        byte[] bytes = in.getBytes(start, start + length);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            throw new EnvelopeException("a name that is not UTF-8");
        }
        return text;
    }

    /** A name, which is never empty. */
    String name() throws EnvelopeException {
        String name = text();
        if (name.isEmpty()) {
            throw new EnvelopeException("a name is empty");
        }
        return name;
    }

    Bytes bytes() throws EnvelopeException {
        int length = i32();
        int start = take(length);
        return Bytes.wrap(in.getBytes(start, start + length));
    }

    <T> T oneOf(T[] values) throws EnvelopeException {
        int index = u8();
        if (index >= values.length) {
            throw new EnvelopeException("an unknown kind");
        }
        return values[index];
    }
}
