package io.ringway.gateway.history;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a message says, in 32 bytes: keys are kept for longer than messages. */
public final class Digests {
    private Digests() {}

    /** SHA-256 over kind and bytes. */
    public static Bytes of(Content content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((byte) (content.kind() == Content.Kind.BINARY ? 1 : 0));
            return Bytes.wrap(sha.digest(content.bytes().array()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JRE has SHA-256", impossible);
        }
    }
}
