package io.ringway.cluster;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * A connection id that routes itself: the node that made it, that node's incarnation, and 128 random bits. Public, so it
 * proves nothing about its bearer. Written as 38 characters of URL-safe base64.
 */
public record Cid(NodeRef node, long random1, long random2) {
    private static final int BYTES = 28;
    private static final int CHARS = 38;
    /** The last character carries two bits and four that are zero; the decoder would take others for the same cid. */
    private static final String LAST = "AQgw";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /** A fresh id for a connection of this node. Safe on any thread. */
    public static Cid create(NodeRef node) {
        return new Cid(node, RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** Reads the written form; empty where the text is not one this class writes. */
    public static Optional<Cid> parse(String text) {
        if (text.length() != CHARS || LAST.indexOf(text.charAt(CHARS - 1)) < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(ByteBuffer.wrap(DECODER.decode(text))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Reads the 28-byte form. */
    public static Cid read(ByteBuffer in) {
        return new Cid(new NodeRef(in.getLong(), in.getInt()), in.getLong(), in.getLong());
    }

    /** Writes the 28-byte form. */
    public void write(ByteBuffer out) {
        out.putLong(node.id()).putInt(node.incarnation()).putLong(random1).putLong(random2);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(random1);
    }

    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(bytes);
        return ENCODER.encodeToString(bytes.array());
    }
}
