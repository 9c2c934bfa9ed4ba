package io.ringway.gateway.auth;

import io.ringway.gateway.config.Algorithm;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key there is at one moment. Immutable. */
final class KeySet {
    private final Map<Algorithm, List<VerificationKey>> byAlgorithm = new EnumMap<>(Algorithm.class);

    KeySet(List<VerificationKey> keys) {
        keys.forEach(key -> byAlgorithm
                .computeIfAbsent(key.algorithm(), unused -> new ArrayList<>(1))
                .add(key));
    }

    /**
     * The keys that may have signed a token: those of its key id; where there is none of that id, those without ids, since
     * a PEM file has none. A token without a key id may be signed by any.
     */
    List<VerificationKey> candidates(Algorithm algorithm, @Nullable String id) {
        List<VerificationKey> keys = byAlgorithm.getOrDefault(algorithm, List.of());
        if (id == null) {
            return keys;
        }
        List<VerificationKey> named = withId(keys, id);
        return named.isEmpty() ? withId(keys, null) : named;
    }

    boolean knows(Algorithm algorithm, @Nullable String id) {
        return id != null
                && !withId(byAlgorithm.getOrDefault(algorithm, List.of()), id).isEmpty();
    }

    /** Whether a key that may have signed such a token is here, and not among the others. */
    boolean hasMoreThan(KeySet others, Algorithm algorithm, @Nullable String id) {
        List<VerificationKey> there = others.candidates(algorithm, id);
        return !candidates(algorithm, id).stream()
                .allMatch(key -> there.stream().anyMatch(key::isSameAs));
    }

    private static List<VerificationKey> withId(List<VerificationKey> keys, @Nullable String id) {
        return keys.stream()
                .filter(key -> id == null ? key.id() == null : id.equals(key.id()))
                .toList();
    }
}
