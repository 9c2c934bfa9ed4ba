package io.ringway.gateway.session.histories;

import io.ringway.cluster.Group;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Groups that came to have members on this node while somebody wanted to know: those alone are looked at, of however many there are. Pure. */
final class FreshGroups {
    private final Set<Group> groups = new LinkedHashSet<>();
    private long until = Long.MIN_VALUE;

    /** They matter until then. */
    void watch(long newUntil) {
        until = newUntil;
    }

    void add(Group group, long now) {
        if (now < until) {
            groups.add(group);
        }
    }

    /** Those that have come since the last time. */
    List<Group> take() {
        List<Group> taken = List.copyOf(groups);
        groups.clear();
        return taken;
    }
}
