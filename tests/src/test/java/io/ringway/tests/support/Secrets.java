package io.ringway.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that must never be in a log: each token minted, each canary put into a payload or into metadata. A node's
 * log is held against all of it when the node is closed. Safe from any thread.
 */
public final class Secrets {
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    private Secrets() {}

    /** Remembers the text and gives it back. */
    public static String keep(String secret) {
        KNOWN.add(secret);
        return secret;
    }

    /** A text found nowhere else, for a payload or for metadata. */
    public static String canary() {
        return keep("canary-" + UUID.randomUUID());
    }

    /** The known secrets that occur in the file, each cut to what is needed to find it. */
    public static List<String> foundIn(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return KNOWN.stream()
                .filter(text::contains)
                .map(secret -> secret.substring(0, Math.min(24, secret.length())))
                .toList();
    }

    /** Fails when a known secret occurs in the file. */
    public static void assertAbsent(Path file) {
        List<String> found = foundIn(file);
        if (!found.isEmpty()) {
            throw new AssertionError(file + " contains " + found.size() + " secrets, such as " + found.getFirst());
        }
    }
}
