package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import org.jspecify.annotations.Nullable;

/**
 * What the presence core wants done. Called from within {@link Presence}'s own methods; an implementation may call back
 * into it at once.
 */
public interface Effects {
    /** A group with members of this node changed. The versions of a group's changes have no gap. */
    void changed(Group group, long version, Change change);

    /**
     * Whether a connection is known to have ended for good, wherever it was. A peer that still lists it has not heard of that,
     * and is not believed.
     */
    default boolean hasEnded(Cid cid) {
        return false;
    }

    /**
     * Where a connection has moved to last, as far as is known; null where it is not known to have moved. Another node that lists it has
     * not heard of that.
     */
    default @Nullable NodeRef movedTo(Cid cid) {
        return null;
    }

    /** How many milliseconds somebody who vanishes is waited for, where that is longer than for all others; 0 where it is not. */
    default int graceOf(Cid cid) {
        return 0;
    }

    /** How many milliseconds anybody who vanishes is waited for at most. */
    default long longestGraceMs() {
        return 0;
    }

    /** Carry a message to a peer: at most once, best in order, no word about the outcome. */
    void send(NodeRef to, Message message);

    /**
     * This node is interested in the group: register that and, in the same step, read which other nodes are. Answer with
     * {@link Presence#found}; try again until that succeeds or {@link #counted} says zero.
     */
    void lookup(Group group);

    /** How many members of the group this node now has; zero ends its interest. */
    void counted(Group group, int members);
}
