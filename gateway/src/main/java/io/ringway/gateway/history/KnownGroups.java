package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The groups whose histories this node has to do with, and the memory that they take. The one used least recently comes first. */
final class KnownGroups {
    private final Function<Group, @Nullable HistoryPolicy> policies;
    private final Map<Group, GroupHistory> groups = new LinkedHashMap<>(16, 0.75f, true);

    /** @param policies what is kept of a group; null where nothing is */
    KnownGroups(Function<Group, @Nullable HistoryPolicy> policies) {
        this.policies = policies;
    }

    /** In the order of their use; what is done meanwhile does not change it. */
    List<GroupHistory> all() {
        return new ArrayList<>(groups.values());
    }

    @Nullable
    GroupHistory get(Group group) {
        return groups.get(group);
    }

    /** Whether a group has a history. */
    boolean covers(Group group) {
        return groups.containsKey(group) || policies.apply(group) != null;
    }

    /** @throws IllegalArgumentException where it has none */
    GroupHistory touch(Group group, long now) {
        GroupHistory known = groups.get(group);
        if (known != null) {
            known.touch(now);
            return known;
        }
        HistoryPolicy policy = policies.apply(group);
        if (policy == null) {
            throw new IllegalArgumentException("a group without a history");
        }
        GroupHistory one = new GroupHistory(group, policy, now);
        groups.put(group, one);
        return one;
    }

    void remove(Group group) {
        groups.remove(group);
    }

    /** Nothing is kept of these any more: whoever waits for something of them is told so. */
    void forget(Predicate<Group> which) {
        for (GroupHistory one : all()) {
            if (which.test(one.group)) {
                groups.remove(one.group);
                one.giveUp();
            }
        }
    }

    long messages() {
        return all().stream()
                .mapToLong(
                        one -> one.replica.log() == null ? 0 : one.replica.log().size())
                .sum();
    }

    /** How many of them this node writes. */
    int written() {
        return (int) groups.values().stream()
                .filter(one -> one.writing != null && one.writing.isActive())
                .count();
    }

    long bytes() {
        return groups.values().stream().mapToLong(GroupHistory::bytes).sum();
    }

    /** Gives up what is not in use, and then the oldest messages, until it is no more than so many bytes. */
    void shrink(long most, long now) {
        long over = bytes() - most;
        for (GroupHistory one : over > 0 ? all() : List.<GroupHistory>of()) {
            if (over <= 0) {
                return;
            }
            if (one.isIdle(now)) {
                over -= one.bytes();
                groups.remove(one.group);
            } else {
                Log log = one.replica.log();
                over -= log == null ? 0 : log.giveUp(over, one.trimmable());
            }
        }
    }
}
