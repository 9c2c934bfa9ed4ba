package io.ringway.gateway.auth;

import io.ringway.gateway.config.Algorithm;
import io.ringway.gateway.limits.ClientAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When tokens whose keys are not known were first shown, and by whom: whether one is forged can be said once the keys were read after
 * that, and is held against its address then, also where it is never shown again. Of each address the last few are remembered; where
 * there are too many of all, the address that has most gives way. Of a token that is forgotten, it takes longer to say whether it is
 * forged; nothing that is good waits for what is remembered here. At most about 4 MB. Any thread.
 */
final class Presented {
    static final int MAX_TOKENS = 4_096;

    /** More than anybody shows by mistake, and what a flood costs an address with each reading. */
    static final int MAX_OF_ADDRESS = 64;

    private final Map<String, SequencedMap<ByteBuffer, Shown>> byAddress = new HashMap<>();

    /** The addresses by how many tokens are remembered of them. */
    private final TreeMap<Integer, SequencedSet<String>> bySize = new TreeMap<>();

    private int size;

    /** A token that no key has signed, as it came first. Changed under the lock of its collection alone. */
    static final class Shown {
        private final ClientAddress from;
        private final Algorithm algorithm;
        private final @Nullable String keyId;
        private final long since;

        /** The keys that it was held against as its bearer was told to try again; null where he was told something else, or counted. */
        private @Nullable KeySet tried;

        private Shown(ClientAddress from, Algorithm algorithm, @Nullable String keyId, long since) {
            this.from = from;
            this.algorithm = algorithm;
            this.keyId = keyId;
            this.since = since;
        }

        /** When it came first, in nanoseconds, as the caller counts them. */
        long since() {
            return since;
        }
    }

    /**
     * When this token came first from there; now where it did not come before.
     *
     * @param now nanoseconds, as the caller counts them
     */
    synchronized Shown shown(String token, Jws jws, ClientAddress from, long now) {
        String network = from.network();
        SequencedMap<ByteBuffer, Shown> ofAddress = byAddress.computeIfAbsent(network, unused -> new LinkedHashMap<>());
        Shown one = new Shown(from, jws.algorithm(), jws.keyId(), now);
        Shown before = ofAddress.putIfAbsent(digest(token), one);
        if (before != null) {
            return before;
        }
        moved(network, ofAddress.size() - 1, ofAddress.size());
        if (ofAddress.size() > MAX_OF_ADDRESS) {
            forgetOneOf(network);
        } else if (size > MAX_TOKENS) {
            forgetOneOf(bySize.lastEntry().getValue().getFirst());
        }
        return one;
    }

    /** Its bearer is told to try again, since its key may be none of these, and published by now. */
    synchronized void putOff(Shown one, KeySet tried) {
        one.tried = tried;
    }

    /**
     * The keys were read.
     *
     * @param since when that began, as {@link #shown} has it: what came later may have been signed with a key that was published meanwhile
     * @return the addresses that had shown something which is known to be forged by now, each as often as it had shown another
     */
    synchronized List<ClientAddress> read(KeySet keys, long since) {
        List<ClientAddress> forgers = new ArrayList<>();
        for (SequencedMap<ByteBuffer, Shown> ofAddress : byAddress.values()) {
            for (Shown one : ofAddress.values()) {
                KeySet tried = one.since - since <= 0 ? one.tried : null;
                if (tried != null) {
                    one.tried = null;
                    if (!keys.hasMoreThan(tried, one.algorithm, one.keyId)) {
                        forgers.add(one.from);
                    }
                }
            }
        }
        return forgers;
    }

    synchronized int size() {
        return size;
    }

    private void forgetOneOf(String network) {
        SequencedMap<ByteBuffer, Shown> ofAddress = byAddress.getOrDefault(network, new LinkedHashMap<>());
        Iterator<Shown> eldest = ofAddress.values().iterator();
        eldest.next();
        eldest.remove();
        moved(network, ofAddress.size() + 1, ofAddress.size());
        if (ofAddress.isEmpty()) {
            byAddress.remove(network);
        }
    }

    private void moved(String network, int before, int after) {
        size += after - before;
        SequencedSet<String> left = bySize.get(before);
        if (left != null && left.remove(network) && left.isEmpty()) {
            bySize.remove(before);
        }
        if (after > 0) {
            bySize.computeIfAbsent(after, unused -> new LinkedHashSet<>()).add(network);
        }
    }

    private static ByteBuffer digest(String token) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
