package io.ringway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The seam between a gateway and its cluster.
 *
 * <p>One context, the <em>hub</em>, owns everything here: every method but {@link #newCid} and {@link #health} is called
 * on it, every future completes on it and every {@link Inbox} callback runs on it. Nothing blocks and nothing on the way
 * of a message waits for a store.
 *
 * <p>Delivery to this node's own connections is the gateway's business; the cluster carries bytes to the others. Between
 * two nodes, everything sent from one hub arrives in order: a member's {@code Joined} before its first message.
 */
public interface Cluster {
    /** This node in its present incarnation. */
    NodeRef self();

    /** Every node this one can reach, without itself. */
    Set<NodeRef> peers();

    /** A fresh id for a connection of this node. Any thread. */
    Cid newCid();

    /** Joins the cluster. Completes when this node can serve; fails with a reason an operator can read. */
    Future<Void> start(Context hub, Inbox inbox);

    /** Leaves the cluster: peers see this node's members disconnected unless they left before. */
    Future<Void> stop();

    /** Whether this node should be given traffic, and why not. Any thread. */
    Health health();

    /**
     * Whether this node has to assume that the others go on without it: fewer nodes than it takes are here, or this one
     * stood still for longer than the failure detector waits. Nothing may be acknowledged meanwhile. Right at any moment,
     * also before {@link Inbox#fenced} could tell, and where {@link Inbox#nodeDown} tells of the one that was too many to lose.
     */
    boolean isFenced();

    /**
     * Adds a member of this node. {@link Inbox#changed} runs first. The future is completed when returned where the view
     * is complete; else as soon as it is, but one second after this node's first member of the group joined at the latest,
     * with what is known then. {@link #stop} completes it too.
     */
    Future<GroupView> join(Group group, Member member);

    /** Removes a member of this node; unknown members are ignored. {@link LeaveReason#MOVED} is told to nobody. */
    void leave(Group group, Cid cid, LeaveReason reason);

    /** Replaces a member's metadata; unknown members are ignored. */
    void update(Group group, Member member);

    /** A member's connection is lost and may come back, or has come back; told to whoever wants to know. */
    void suspect(Group group, Cid cid, boolean isLost);

    /** A group with members of this node, as it is now; null where this node has none (or is still joining). */
    @Nullable
    GroupView view(Group group);

    /** The members of a group, wherever they are, whether or not this node has any. Fails when nobody answers in time. */
    Future<List<Member>> roster(Group group);

    /** How many members a group has, wherever they are. Fails where a node that may have some does not answer in time. */
    default Future<Integer> size(Group group) {
        return roster(group).map(List::size);
    }

    /**
     * The other nodes that have written down that they have members in a group, and those that this user is on its way to, whatever is
     * written. Fails where the table does not answer in time.
     */
    default Future<List<NodeRef>> withMembers(Group group, UserId user) {
        return Future.succeededFuture(List.copyOf(peers()));
    }

    /** A page of groups in the whole cluster. Includes this node's latest joins. Fails where a node does not answer in time. */
    Future<List<GroupCount>> groups(GroupQuery query);

    /**
     * A page of users with a connection anywhere, ordered by id, after the given id ("" for the first page). Fails as {@link #groups} does.
     *
     * @param limit rows at most, 1 to 1000
     */
    Future<List<UserId>> users(Tenant tenant, String after, int limit);

    /**
     * The node that a connection lives on, as far as this node knows: the last one to take it over, else the one that made
     * it. Null where that node is gone.
     */
    @Nullable
    NodeRef locate(Cid cid);

    /** As {@link #locate}, whether or not that node is still there. */
    Place lastPlace(Cid cid);

    /**
     * A connection that was elsewhere lives on this node from now on, and every peer is told. What is for it comes here.
     *
     * @param moves how often it has moved, this time included
     */
    void adopt(Cid cid, int moves);

    /**
     * Whether whatever this node publishes to the group from now on goes to that node too. It is so for nodes with members
     * that this node knows of, and for every peer where this node cannot say who has members.
     */
    boolean reaches(Group group, NodeRef node);

    /**
     * Whether messages to that user, or to one of these groups, were dropped on their way from here to that node, which has not been told
     * yet: {@link Inbox#missed} comes there when it takes messages again, and may find nobody.
     */
    default boolean owes(NodeRef node, UserId user, List<Group> groups) {
        return false;
    }

    /**
     * Whether that node counts as one of the cluster, and has said nothing to this one since this one came: it is dead, and that is yet to
     * be noticed, or it is slow. It is none of the {@link #peers}; where it is counted out, {@link Inbox#wasLost} comes.
     */
    default boolean isSilent(NodeRef node) {
        return false;
    }

    /** A connection of this user moves to that node: for a few seconds what is for the user goes there, whatever is written. */
    void expect(UserId user, NodeRef at);

    /** A connection of this node lives on another from now on: what still comes here for it is passed on. */
    void handOver(Cid cid, NodeRef to, int moves);

    /**
     * A connection of this node has ended. To be said before it leaves its groups: where a node that was cut off lists it
     * still, as it was before it came here, nobody is to take it for present because of that.
     */
    void ended(Cid cid);

    /**
     * A connection of this node is waited for so many milliseconds should this node be lost, which is longer than others are; or, with
     * 0, no longer than others. Every peer is told.
     */
    default void waits(Cid cid, int graceMs) {}

    /**
     * How many milliseconds a connection is waited for should its node be lost, or is waited for since, where that is longer than
     * for others; 0 where it is not, or this node has not heard of it.
     */
    default int graceOf(Cid cid) {
        return 0;
    }

    /** As {@link #ended}, for a member without a connection: its id may be used again, and means somebody then. */
    default void released(Cid cid) {}

    /** Whether a connection that had moved is known to have ended; it is forgotten when nobody can have it any more. */
    default boolean hasEnded(Cid cid) {
        return false;
    }

    /** The other nodes that this user has connections on, or is on its way to. Fails where nobody can say in time. */
    Future<List<NodeRef>> nodesOf(UserId user);

    /** One more connection of this user on this node. */
    void connected(UserId user);

    /** One connection of this user less on this node. */
    void disconnected(UserId user);

    /**
     * Carries a message to every other node with members of the group. Where a node is too far behind to take it, the members there
     * are told by {@link Inbox#missed} once it takes messages again.
     *
     * @return how many members those nodes have, as far as this node knows
     */
    int publish(Group group, Buffer payload);

    /** As {@link #publish(Group, Buffer)}, which is for messages. */
    default int publish(Traffic traffic, Group group, Buffer payload) {
        return publish(group, payload);
    }

    /**
     * As {@link #publish}, for a node that need not have members itself; completes with how many members of other nodes
     * it was handed to. Fails when no node answers in time.
     */
    Future<Integer> announce(Traffic traffic, Group group, Buffer payload);

    /** As {@link #announce(Traffic, Group, Buffer)}, of a message. */
    default Future<Integer> announce(Group group, Buffer payload) {
        return announce(Traffic.MESSAGES, group, payload);
    }

    /** Carries a payload to every other node where the user is connected; completes with how many connections took it. */
    default Future<Integer> send(UserId user, Buffer payload) {
        return send(user, payload, () -> 0);
    }

    /**
     * As {@link #send(UserId, Buffer)}, for a user who may have connections on this node as well.
     *
     * @param here tells those, and counts them. Runs in the turn in which the payload leaves for the others, so that a connection
     *     that moves meanwhile is told by one node and not by both, or neither
     */
    Future<Integer> send(UserId user, Buffer payload, IntSupplier here);

    /** As {@link #send(UserId, Buffer, IntSupplier)}, which is for signals. Fails where no node takes it. */
    default Future<Integer> send(Traffic traffic, UserId user, Buffer payload, IntSupplier here) {
        return send(user, payload, here);
    }

    /**
     * Carries a payload to one connection on another node. Completes with false where that node does not know it, or is
     * not reachable. A cid of this node is the caller's to deliver.
     */
    Future<Boolean> send(Cid cid, Buffer payload);

    /** As {@link #send(Cid, Buffer)}, which is for signals. */
    default Future<Boolean> send(Traffic traffic, Cid cid, Buffer payload) {
        return send(cid, payload);
    }

    /** As {@link #send(Cid, Buffer)}, without asking for the outcome. */
    void post(Cid cid, Buffer payload);

    /** As {@link #post(Cid, Buffer)}, which is for signals. Returns false where it is refused, its node being too far behind. */
    default boolean post(Traffic traffic, Cid cid, Buffer payload) {
        post(cid, payload);
        return true;
    }

    /** Carries a payload to a node's {@link Inbox#message(NodeRef, Buffer)}, without asking for the outcome. */
    void post(NodeRef node, Buffer payload);

    /** As {@link #post(NodeRef, Buffer)}, which is for signals. */
    default void post(Traffic traffic, NodeRef node, Buffer payload) {
        post(node, payload);
    }

    /**
     * Puts a question to a node's {@link Inbox#asked}. Fails where the node is not there, does not answer within two
     * seconds, or has no answer.
     */
    Future<Buffer> ask(NodeRef node, Buffer question);

    /**
     * 32 random bytes that every node of this cluster has, and nobody else; the same for as long as one of its nodes
     * lives. From the end of {@link #start} on; any thread.
     */
    byte[] secret();

    /** Names that one connection of the whole cluster holds at a time. */
    Claims claims();

    /**
     * A node that has, or had, a connection.
     *
     * @param moves how often the connection had moved to another node by then
     */
    record Place(NodeRef node, int moves) {}

    /** Whether to send traffic here, and what speaks against it in an operator's words. */
    record Health(boolean ready, List<String> reasons, int nodes) {}
}
