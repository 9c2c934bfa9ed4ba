package io.ringway.gateway.session.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Name;
import io.ringway.cluster.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * By what a PeerJS client is known again: a hash that no other node, and no table, can make the token of. Of a user with a
 * JWT it is the user, as the next token is another one. No token has a user's fingerprint.
 */
public final class Fingerprint {
    private Fingerprint() {}

    public static Bytes ofToken(Name name, String token) {
        return of("token", name, token);
    }

    public static Bytes ofUser(Name name, UserId user) {
        return of("user", name, user.id());
    }

    private static Bytes of(String kind, Name name, String secret) {
        MessageDigest sha = sha256();
        for (String part : new String[] {kind, name.tenant().name(), name.text(), secret}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
        }
        return Bytes.wrap(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
