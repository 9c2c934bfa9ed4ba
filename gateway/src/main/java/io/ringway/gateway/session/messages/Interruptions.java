package io.ringway.gateway.session.messages;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.moves.Moving;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tells members of groups without a history that messages of another node may be lost: its own were dropped on their way here, or it is gone
 * itself. Groups with a history notice what is missing by themselves. Hub only.
 */
public final class Interruptions {
    /** How many connections are told in one turn, at least: there may be ten thousand groups, and groups of thousands. */
    static final int PORTION = 1_000;

    private final Sessions sessions;
    private final Moving moving;
    private final Predicate<Group> isKept;
    private final Consumer<Runnable> nextTurn;
    /** Whose members here are still to be told, of the messages of which nodes. */
    private final LinkedHashMap<Group, Set<NodeRef>> due = new LinkedHashMap<>();

    private boolean isGoingOn;

    /**
     * @param isKept whether the group has a history
     * @param nextTurn runs a task on the hub, behind what waits there already
     */
    public Interruptions(Sessions sessions, Moving moving, Predicate<Group> isKept, Consumer<Runnable> nextTurn) {
        this.sessions = sessions;
        this.moving = moving;
        this.isKept = isKept;
        this.nextTurn = nextTurn;
    }

    /** The other node's messages to a group were dropped on their way here: whoever is in it, or has just left with what it was told, is told so. */
    public void missed(NodeRef origin, Group group) {
        Event gap = new Event.Interrupted(group, null);
        moving.tell(origin, group, gap);
        GroupChannel channel = sessions.channel(group);
        if (channel != null) {
            channel.deliver(gap, null);
        }
    }

    /** As {@link #missed(NodeRef, Group)}, of every group that there is here. */
    public void missedInGroups(NodeRef origin) {
        Set<Group> groups = new HashSet<>(sessions.inhabited());
        groups.addAll(moving.groups());
        missed(origin, groups);
    }

    /**
     * As {@link #missed(NodeRef, Group)}, of many groups: some now, the others in the next turns. Who moves is told at once, as the origin may be
     * known no longer after that, and who has begun to move by the time of a later turn is told then: some may be told twice.
     */
    public void missed(NodeRef origin, Collection<Group> groups) {
        Set<Group> moved = moving.groups();
        for (Group group : groups) {
            if (!isKept.test(group)) {
                if (moved.contains(group)) {
                    moving.tell(origin, group, new Event.Interrupted(group, null));
                }
                due.computeIfAbsent(group, fresh -> new HashSet<>(1)).add(origin);
            }
        }
        if (!isGoingOn) {
            goOn(Set.of());
        }
    }

    private void goOnLater() {
        goOn(moving.groups());
    }

    /** @param moved groups that sessions are in who move, and who may not have moved when the others were told */
    private void goOn(Set<Group> moved) {
        int told = 0;
        try {
            while (!due.isEmpty() && told < PORTION) {
                Map.Entry<Group, Set<NodeRef>> next = due.pollFirstEntry();
                told += tell(next.getKey(), moved.contains(next.getKey()) ? next.getValue() : Set.of());
            }
        } finally {
            // Also where one group fails: the others are still to be told.
            isGoingOn = !due.isEmpty();
            if (isGoingOn) {
                nextTurn.accept(this::goOnLater);
            }
        }
    }

    /** Returns how many connections are told here, without any that move. */
    private int tell(Group group, Set<NodeRef> origins) {
        Event gap = new Event.Interrupted(group, null);
        origins.forEach(origin -> moving.tell(origin, group, gap));
        GroupChannel channel = sessions.channel(group);
        if (channel == null) {
            return 0;
        }
        channel.deliver(gap, null);
        return channel.size();
    }
}
