package io.ringway.gateway.protocol.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ringway.cluster.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes JSON straight into a buffer. It knows values, not structure: braces, commas and names are the caller's, as ASCII
 * made beforehand. Lone surrogates are written as escapes, so that what is written is always UTF-8 and reads back the same.
 */
public final class JsonWriter {
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] BINARY = ascii("{\"$binary\":\"");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final ByteBuf out;

    /** Appends to the buffer, which stays the caller's. */
    public JsonWriter(ByteBuf out) {
        this.out = out;
    }

    /** ASCII to be kept and written often with {@link #raw(byte[])}. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public JsonWriter raw(byte[] json) {
        out.writeBytes(json);
        return this;
    }

    public JsonWriter raw(char ascii) {
        out.writeByte(ascii);
        return this;
    }

    /** A value that is JSON already. */
    public JsonWriter json(Bytes json) {
        return raw(json.array());
    }

    /** A value that is JSON already, null where there is none. */
    public JsonWriter jsonOrNull(Bytes json) {
        return raw(json.isEmpty() ? NULL : json.array());
    }

    /** A value that is JSON already. */
    public JsonWriter json(String json) {
        ByteBufUtil.writeUtf8(out, json);
        return this;
    }

    public JsonWriter nothing() {
        return raw(NULL);
    }

    public JsonWriter bool(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    public JsonWriter number(long value) {
        if (value >= 0 && value < 10) {
            out.writeByte((int) ('0' + value));
        } else {
            ByteBufUtil.writeAscii(out, Long.toString(value));
        }
        return this;
    }

    /** Bytes of no JSON, for receivers without binary frames. */
    public JsonWriter binary(Bytes bytes) {
        return raw(BINARY)
                .raw(Base64.getEncoder().encode(bytes.array()))
                .raw('"')
                .raw('}');
    }

    /** A quoted string of text known to need no escapes: ids and codes of our own making. */
    public JsonWriter plain(String ascii) {
        out.writeByte('"');
        ByteBufUtil.writeAscii(out, ascii);
        out.writeByte('"');
        return this;
    }

    public JsonWriter string(String text) {
        out.writeByte('"');
        int clean = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isSurrogate(c) && isPair(text, i)) {
                i++;
                continue;
            }
            ByteBufUtil.writeUtf8(out, text, clean, i);
            escape(c);
            clean = i + 1;
        }
        ByteBufUtil.writeUtf8(out, text, clean, text.length());
        out.writeByte('"');
        return this;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private void escape(char c) {
        out.writeByte('\\');
        switch (c) {
            case '"', '\\' -> out.writeByte(c);
            case '\b' -> out.writeByte('b');
            case '\f' -> out.writeByte('f');
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> unicode(c);
        }
    }

    private void unicode(char c) {
        out.writeByte('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.writeByte(HEX[c >> shift & 0xf]);
        }
    }
}
