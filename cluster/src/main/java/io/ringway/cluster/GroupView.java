package io.ringway.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group as this node sees it now. Live: read it at once, on the hub context, and keep nothing of it.
 *
 * <p>The version counts the changes this node has seen in the group. It is this node's own: compare versions of one node
 * only.
 */
public interface GroupView {
    Group group();

    long version();

    int size();

    /** How many of the members are connections of this node. */
    int ownSize();

    Iterable<Member> members();

    /** The member with this connection; null where there is none. */
    @Nullable
    Member member(Cid cid);

    /** Whether it is a member of this node. */
    boolean isOwn(Cid cid);

    /**
     * The members, without those that this node has from one of those nodes alone.
     *
     * @param without nodes by their ids
     */
    Set<Cid> others(Set<Long> without);

    /** Those of the members whose connection, or node, is lost, and who may come back; in a set of their own. */
    Set<Cid> suspects();

    /** Whether every node with members has told us of them; false where the wait for one ran out. */
    boolean complete();
}
