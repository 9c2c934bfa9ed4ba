package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import java.util.List;

/** What the presence cores of two nodes say to each other. The sender's {@code NodeRef} travels beside it. */
public sealed interface Message {
    /** The sender has members, these; it asks for the receiver's and for every change. Answered by a snapshot. */
    record Subscribe(Group group, Shard shard) implements Message {}

    /** The sender's members. */
    record Snapshot(Group group, Shard shard) implements Message {}

    /** One change of the sender's shard: number {@code seq} of that generation. */
    record Delta(Group group, long generation, long seq, Change change) implements Message {}

    /** Those of the sender's members, as they were at that position, whose connections are lost and may come back. */
    record Suspects(Group group, long generation, long seq, List<Cid> cids) implements Message {}

    /** The sender has no members any more; generations up to this one are over. */
    record Unsubscribe(Group group, long generation) implements Message {}

    /** The sender missed something: it asks for a snapshot. */
    record Resync(Group group) implements Message {}

    /** Where the sender's shards stand, of groups that it believes the receiver follows. */
    record Digest(List<Position> positions) implements Message {}

    /** The sender is there, in the incarnation it sends under; it may ask to be told the same. */
    record Hello(boolean ask) implements Message {}

    /**
     * One node's part of a group, which that node alone writes.
     *
     * @param generation grows with every shard a node makes, so that a shard made again never goes back
     * @param seq changes so far in this generation
     * @param members in the order they joined
     */
    record Shard(long generation, long seq, List<Member> members) {}

    record Position(Group group, long generation, long seq) {}
}
