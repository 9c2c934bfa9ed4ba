package io.ringway.gateway.session.messages;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.moves.Moving;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
    /** Whose members here are still to be told. */
    private final LinkedHashSet<Group> due = new LinkedHashSet<>();

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
     * known no longer after that.
     */
    public void missed(NodeRef origin, Collection<Group> groups) {
        Set<Group> moved = moving.groups();
        for (Group group : groups) {
            if (!isKept.test(group)) {
                if (moved.contains(group)) {
                    moving.tell(origin, group, new Event.Interrupted(group, null));
                }
                due.add(group);
            }
        }
        if (!isGoingOn) {
            goOn();
        }
    }

    private void goOn() {
        int told = 0;
        while (!due.isEmpty() && told < PORTION) {
            GroupChannel channel = sessions.channel(due.removeFirst());
            if (channel != null) {
                channel.deliver(new Event.Interrupted(channel.group(), null), null);
                told += channel.size();
            }
        }
        isGoingOn = !due.isEmpty();
        if (isGoingOn) {
            nextTurn.accept(this::goOn);
        }
    }
}
