package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom this node has given up while it was cut off. Others may have them by now, so they are missed; once the others have all said whom they
 * have, nobody has to wait for the rest. Whoever can ask the others takes the groups from here, and says what became of each. As {@link
 * Presence}, of which it is a part.
 */
public final class Unheard {
    private final Map<Group, Set<Cid>> lost = new LinkedHashMap<>();
    private final Map<Group, Set<Cid>> asked = new HashMap<>();
    private final Map<Group, Set<Cid>> over = new HashMap<>();

    void add(Group group, Cid cid) {
        lost.computeIfAbsent(group, first -> new HashSet<>()).add(cid);
    }

    /** Whether there are no groups to ask about. */
    public boolean isEmpty() {
        return lost.isEmpty();
    }

    /**
     * Groups in which the others are to be asked for their members. Each of them has to be answered, by {@link #heard} or {@link #unanswered}.
     *
     * @param atOnce how many are asked about at the same time, with those that were taken before
     */
    public List<Group> ask(int atOnce) {
        List<Group> groups = new ArrayList<>();
        Iterator<Map.Entry<Group, Set<Cid>>> next = lost.entrySet().iterator();
        while (next.hasNext() && asked.size() < atOnce) {
            Map.Entry<Group, Set<Cid>> one = next.next();
            next.remove();
            merge(asked, one.getKey(), one.getValue());
            groups.add(one.getKey());
        }
        return groups;
    }

    /** All others have said whom they have in the group, and before that where all those live whom they have. */
    public void heard(Group group, Set<Cid> listed) {
        Set<Cid> rest = asked.remove(group);
        if (rest != null) {
            rest.removeAll(listed);
            merge(over, group, rest);
        }
    }

    /** Not all others have said whom they have: they are to be asked again. */
    public void unanswered(Group group) {
        Set<Cid> again = asked.remove(group);
        if (again != null) {
            merge(lost, group, again);
        }
    }

    /** Whom nobody else has, of those who were given up. */
    Set<Cid> takeOver(Group group) {
        Set<Cid> taken = over.remove(group);
        return taken == null ? Set.of() : taken;
    }

    /** Nobody is missed in the group any more. */
    void forget(Group group) {
        lost.remove(group);
        asked.remove(group);
        over.remove(group);
    }

    private static void merge(Map<Group, Set<Cid>> into, Group group, Set<Cid> cids) {
        into.computeIfAbsent(group, first -> new HashSet<>()).addAll(cids);
    }
}
