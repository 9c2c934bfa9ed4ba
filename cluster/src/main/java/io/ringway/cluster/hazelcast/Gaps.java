package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.cluster.wire.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Groups and users that messages were dropped for on their way to a peer, which has not been told yet. Pure; one owner. */
final class Gaps {
    /**
     * Of a peer that missed messages to more groups than this they are not remembered, and it may have missed some in any group; to more
     * users, and it may have missed anything.
     */
    static final int MOST = 10_000;

    private final Map<Long, Missed> byNode = new HashMap<>();

    private static final class Missed {
        final Set<Group> groups = new LinkedHashSet<>();
        final Set<UserId> users = new LinkedHashSet<>();
    }

    void missed(long node, Group group) {
        add(of(node).groups, group);
    }

    void missed(long node, UserId user) {
        add(of(node).users, user);
    }

    private Missed of(long node) {
        return byNode.computeIfAbsent(node, first -> new Missed());
    }

    private static <T> void add(Set<T> all, T one) {
        if (all.size() <= MOST) {
            all.add(one);
        }
    }

    /** Whether the node is to be told of one of them. */
    boolean owes(long node, UserId user, List<Group> groups) {
        Missed missed = byNode.get(node);
        return missed != null
                && (missed.groups.size() > MOST
                        || missed.users.size() > MOST
                        || missed.users.contains(user)
                        || groups.stream().anyMatch(missed.groups::contains));
    }

    /** What a node is to be told that takes messages again, once. */
    List<Frame> take(long node) {
        Missed missed = byNode.remove(node);
        if (missed == null) {
            return List.of();
        }
        if (missed.users.size() > MOST) {
            return List.of(new Frame.MissedAny());
        }
        List<Frame> frames = new ArrayList<>();
        if (missed.groups.size() > MOST) {
            frames.add(new Frame.MissedInGroups());
        } else {
            missed.groups.forEach(group -> frames.add(new Frame.Missed(group)));
        }
        missed.users.forEach(user -> frames.add(new Frame.MissedByUser(user)));
        return frames;
    }

    /** It is gone. */
    void forget(long node) {
        byNode.remove(node);
    }
}
