package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one tenant's groups take. The one used least recently comes first. */
final class Share {
    private final Map<Group, GroupHistory> groups = new LinkedHashMap<>(16, 0.75f, true);
    private Size size = Size.NONE;

    Size size() {
        return size;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** In the order of their use; what is done meanwhile does not change it. */
    List<GroupHistory> all() {
        return new ArrayList<>(groups.values());
    }

    @Nullable
    GroupHistory get(Group group) {
        return groups.get(group);
    }

    boolean has(Group group) {
        return groups.containsKey(group);
    }

    void add(GroupHistory one) {
        groups.put(one.group, one);
    }

    void remove(GroupHistory one) {
        groups.remove(one.group);
    }

    void change(Size before, Size after) {
        size = size.minus(before).plus(after);
    }
}
