package io.ringway.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;

/** What the cluster brings to a node. Every method runs on the hub context. */
public interface Inbox {
    /**
     * The roster of a group with members on this node changed, here or elsewhere.
     *
     * @param version the group's version on this node after the change: one more than at the change before
     */
    void changed(Group group, long version, Change change);

    /** {@link Cluster#join} was called, perhaps not for the first time: this node owns the member. */
    default void entered(Group group, Member member) {}

    /** {@link Cluster#leave} was called, perhaps for somebody who was no member. */
    default void exited(Group group, Cid cid, LeaveReason reason) {}

    /** A payload published to a group by another node. */
    void message(NodeRef from, Group group, Buffer payload);

    /** This node was too far behind: messages of another node to that group, from before now, are lost here. */
    default void missed(NodeRef from, Group group) {}

    /**
     * Another node is lost, or is back after it was apart from this one: messages of it to any of these groups, from before now, may be lost
     * here. Not of one that is stopped.
     *
     * @param groups with members here; perhaps ten thousand
     */
    default void missed(NodeRef from, Collection<Group> groups) {}

    /** As {@link #missed(NodeRef, Group)}, of messages to so many groups that it may be any. */
    default void missedInGroups(NodeRef from) {}

    /** As {@link #missed(NodeRef, Group)}, of private messages to that user. */
    default void missed(NodeRef from, UserId user) {}

    /** This node was so far behind that anything of another node, from before now, may be lost here. */
    default void missedAny(NodeRef from) {}

    /** A payload for a user. Returns how many connections of this node took it. */
    int message(NodeRef from, UserId user, Buffer payload);

    /** A payload for one connection, or passed on for it. Returns false where this node does not have it. */
    boolean message(NodeRef from, Cid cid, Buffer payload);

    /** A payload for this node itself. */
    void message(NodeRef from, Buffer payload);

    /** A question of another node. Fails where there is no answer. */
    Future<Buffer> asked(NodeRef from, Buffer question);

    /** A node has taken a connection over, from this node or another, or from one that is gone. */
    void adopted(Cid cid, NodeRef by);

    /** A node is gone; its members of groups are missed for the grace time, and reported then if they have not come back. */
    void nodeDown(NodeRef node);

    /**
     * A node was lost before this one came: nothing of it was ever here, but others wait for who was there.
     *
     * @param agoMs milliseconds since then
     */
    default void wasLost(NodeRef node, int agoMs) {}

    /**
     * A connection holds a name no longer: another one of the same client has it, or another client's claim is older (see
     * {@link Claims}). The connection may be of any node. May come twice.
     */
    default void lost(Name name, Cid cid) {}

    /**
     * From now on this node must assume that the others go on without it, and its clients belong elsewhere; or, with false,
     * that this has passed. Told at every change, {@link Cluster#isFenced} being the state.
     */
    void fenced(boolean isFenced);
}
