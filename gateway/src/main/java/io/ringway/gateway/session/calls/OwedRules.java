package io.ringway.gateway.session.calls;

import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that a store may not have: never more of a user's than changed, so that one change does not cost a write of all.
 * Whoever drops a rule from memory drops it here, which bounds this. One owner.
 */
final class OwedRules {
    private final Map<UserId, Map<String, Owed>> byUser = new LinkedHashMap<>();
    private long found;

    /** @param number of its own for each time that it was found */
    record Owed(UserId user, String about, CallRule rule, long number) {}

    void add(UserId user, String about, CallRule rule) {
        byUser.computeIfAbsent(user, none -> new LinkedHashMap<>()).put(about, new Owed(user, about, rule, ++found));
    }

    void remove(UserId user, String about) {
        Map<String, Owed> of = byUser.get(user);
        if (of != null && of.remove(about) != null && of.isEmpty()) {
            byUser.remove(user);
        }
    }

    /** They are in the store; what was said anew since stays owed. */
    void settle(List<Owed> written) {
        for (Owed owed : written) {
            Map<String, Owed> of = byUser.get(owed.user());
            if (of != null && owed.equals(of.get(owed.about()))) {
                remove(owed.user(), owed.about());
            }
        }
    }

    List<Owed> of(UserId user) {
        return List.copyOf(byUser.getOrDefault(user, Map.of()).values());
    }

    /** The oldest users' first. */
    List<Owed> first(int most) {
        return byUser.values().stream()
                .flatMap(of -> of.values().stream())
                .limit(most)
                .toList();
    }
}
