package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** How many things follow, of which each takes some bytes at least. */
    int count(int smallest) throws EnvelopeException {
        int count = i32();
        if (count < 0 || count > (in.length() - at) / smallest) {
            throw new EnvelopeException("more than there is room for");
        }
        return count;
    }

    long i64() throws EnvelopeException {
        return in.getLong(take(Long.BYTES));
    }

    NodeRef node() throws EnvelopeException {
        return new NodeRef(i64(), i32());
    }

    Cid cid() throws EnvelopeException {
        return new Cid(node(), i64(), i64());
    }

    boolean flag() throws EnvelopeException {
        return oneOf(Wire.FLAGS);
    }

    /** Something that may be missing, behind a flag. */
    <T> @Nullable T optional(Read<T> one) throws EnvelopeException {
        return flag() ? one.read() : null;
    }

    /** A list with its length in front; the length is not believed beyond what is there. */
    <T> List<T> list(Read<T> one) throws EnvelopeException {
        List<T> list = new ArrayList<>();
        for (int left = in.getUnsignedShort(take(Short.BYTES)); left > 0; left--) {
            list.add(one.read());
        }
        return list;
    }

    interface Read<T> {
        T read() throws EnvelopeException;
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
