package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the pieces of an envelope one after the other. */
final class ByteWriter {
    static final int MAX_TEXT = 0xffff;

    private final Buffer out;

    ByteWriter(int expected) {
        this.out = Buffer.buffer(expected);
    }

    Buffer buffer() {
        return out;
    }

    ByteWriter u8(int value) {
        out.appendByte((byte) value);
        return this;
    }

    ByteWriter i32(int value) {
        out.appendInt(value);
        return this;
    }

    ByteWriter i64(long value) {
        out.appendLong(value);
        return this;
    }

    ByteWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    ByteWriter node(NodeRef node) {
        out.appendLong(node.id()).appendInt(node.incarnation());
        return this;
    }

    /** Something that may be missing, behind a flag. */
    <T> ByteWriter optional(@Nullable T value, Consumer<T> write) {
        flag(value != null);
        if (value != null) {
            write.accept(value);
        }
        return this;
    }

    /** A list with its length in front. */
    <T> ByteWriter list(List<T> list, Consumer<T> write) {
        if (list.size() > MAX_TEXT) {
            throw new IllegalArgumentException("a list of " + list.size());
        }
        out.appendUnsignedShort(list.size());
        list.forEach(write);
        return this;
    }

    ByteWriter cid(Cid cid) {
        node(cid.node());
        out.appendLong(cid.random1()).appendLong(cid.random2());
        return this;
    }

    /** Text with its length in front. Fails on half a surrogate pair: it would arrive as another name. */
    ByteWriter text(String text) {
        byte[] bytes = encode(text);
        if (bytes.length > MAX_TEXT) {
            throw new IllegalArgumentException("a name of " + bytes.length + " bytes");
        }
        out.appendUnsignedShort(bytes.length).appendBytes(bytes);
        return this;
    }

    private static byte[] encode(String text) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw new IllegalArgumentException("half of a surrogate pair in a name", loneSurrogate);
        }
    }

    /** Bytes with their length in front. */
    ByteWriter bytes(Bytes bytes) {
        out.appendInt(bytes.size()).appendBytes(bytes.array());
        return this;
    }
}
