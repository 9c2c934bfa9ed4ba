package io.ringway.cluster.wire;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Loss;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * One thing a node tells another. Where there is a {@code correlation} other than {@link #NO_ANSWER}, it is answered by
 * the frame with the same one.
 */
public sealed interface Frame {
    long NO_ANSWER = 0;

    record Presence(Message message) implements Frame {}

    /** Answered by a {@link Count} of the members that it reached, if an answer is wanted. */
    record Publish(Group group, long correlation, Buffer payload) implements Frame {}

    /** Messages of the sender to this group, from before now, were dropped. */
    record Missed(Group group) implements Frame {}

    /** Messages of the sender to any group, from before now, were dropped: to more than it remembers. */
    record MissedInGroups() implements Frame {}

    /** Messages of the sender to this user, from before now, were dropped. */
    record MissedByUser(UserId user) implements Frame {}

    /** Frames of any kind, from before now, were dropped. */
    record MissedAny() implements Frame {}

    record ToUser(UserId user, long correlation, Buffer payload) implements Frame {}

    record ToConnection(Cid cid, long correlation, Buffer payload) implements Frame {}

    record ToNode(Buffer payload) implements Frame {}

    /** A question, answered by an {@link Answer}. */
    record Ask(long correlation, Buffer question) implements Frame {}

    /** Empty where there is no answer. */
    record Answer(long correlation, Buffer answer) implements Frame {}

    /** The sender has these connections, which were elsewhere before. */
    record Adopted(List<Move> moves) implements Frame {}

    /** Connections that a node had adopted are gone; whoever has them still has not heard of the move. */
    record Ended(NodeRef on, List<End> ends) implements Frame {}

    /** The sender has somebody no longer whom it had adopted, and whose id may be used again. */
    record Released(Cid cid) implements Frame {}

    /**
     * The sender has these connections, which are waited for longer than others should it be lost, or no longer.
     *
     * @param isAll whether it has no others; with that, all that it had adopted is told too, where {@link Anew} came before
     */
    record Waits(boolean isAll, List<Wait> waits) implements Frame {}

    /** These nodes were lost before the other one came, and what was on them is waited for still. */
    record Lost(List<Loss> losses) implements Frame {}

    /**
     * The sender tells again what it has adopted. What it told before and has not told again by its next {@link Waits} that is all
     * counts no longer then.
     */
    record Anew() implements Frame {}

    record Count(long correlation, int count) implements Frame {}

    /** Answered by a {@link Count} of the members that the node has. */
    record AskCount(Group group, long correlation) implements Frame {}

    record AskRoster(Group group, long correlation) implements Frame {}

    record Roster(long correlation, List<Member> members) implements Frame {}

    /**
     * Which groups of the node are on the page? Answered by {@link Groups}.
     *
     * @param query that goes {@link GroupQuery#isByNameAlone by names alone}
     */
    record AskGroups(long correlation, GroupQuery query) implements Frame {
        public AskGroups {
            if (!query.isByNameAlone()) {
                throw new IllegalArgumentException(
                        "no node finds its part of a page that does not go by names in their order");
            }
        }
    }

    /** Groups of one tenant, with the members that the node has of them. */
    record Groups(long correlation, List<GroupCount> groups) implements Frame {}

    /**
     * Which users of the node are the next ones? Answered by {@link Users}.
     *
     * @param limit 1 to {@link GroupQuery#MAX_LIMIT}
     */
    record AskUsers(long correlation, Tenant tenant, String after, int limit) implements Frame {
        public AskUsers {
            if (limit < 1 || limit > GroupQuery.MAX_LIMIT) {
                throw new IllegalArgumentException("limit must be 1 to " + GroupQuery.MAX_LIMIT);
            }
        }
    }

    /** Users of one tenant. */
    record Users(long correlation, List<UserId> users) implements Frame {}

    /** The sender leaves: what it owned is gone. */
    record Bye() implements Frame {}
}
