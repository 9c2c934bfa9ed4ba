package io.ringway.gateway.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When tokens whose keys are not known were first shown, the last few thousand of them: whether one is forged can be said once the keys
 * were read after that. Of one that is forgotten, it takes longer to say so. Any thread.
 */
final class Presented {
    static final int MAX_TOKENS = 4_096;

    private final Map<ByteBuffer, Long> first = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    /** When this token came first; now where it did not come before. Nanoseconds, as the caller counts them. */
    synchronized long since(String token, long now) {
        Long before = first.putIfAbsent(digest(token), now);
        return before == null ? now : before;
    }

    synchronized int size() {
        return first.size();
    }

    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
