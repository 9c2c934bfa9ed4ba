package io.ringway.cluster.hazelcast;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where users are about to be: a look-up that began before their connection moved may not name that node, and is used after.
 * On the hub context.
 */
final class Expected {
    /** By then every look-up that began before has ended, and what the new node wrote is read by the next ones. */
    static final long MS = 5_000;

    private final Map<UserId, Set<NodeRef>> nodes = new HashMap<>();
    /** Until when for whom, the soonest first: one entry for each move, the last of a user's counts. */
    private final Deque<Until> deadlines = new ArrayDeque<>();

    private final Map<UserId, Until> last = new HashMap<>();

    private record Until(long at, UserId user) {}

    void add(long now, UserId user, NodeRef node) {
        Until until = new Until(now + MS, user);
        nodes.computeIfAbsent(user, fresh -> new LinkedHashSet<>(2)).add(node);
        deadlines.add(until);
        last.put(user, until);
    }

    Collection<NodeRef> with(UserId user, Collection<NodeRef> found) {
        Set<NodeRef> expected = nodes.get(user);
        if (expected == null) {
            return found;
        }
        Set<NodeRef> all = new LinkedHashSet<>(found);
        all.addAll(expected);
        return all;
    }

    void tick(long now) {
        for (Until next = deadlines.peek(); next != null && next.at <= now; next = deadlines.peek()) {
            deadlines.remove();
            if (last.remove(next.user, next)) {
                nodes.remove(next.user);
            }
        }
    }
}
