package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the nodes say to each other about the history of a group. The sender travels beside it. */
public sealed interface HistoryMessage {
    Group group();

    /** What is wanted of whoever writes; asked again by a node that hears nothing. */
    sealed interface Question extends HistoryMessage {
        /** Whether somebody waits for the answer, and not the asking node alone. */
        default boolean isAwaited() {
            return !(this instanceof Follow follow) || follow.since == null;
        }
    }

    /** Says something to who asked for it. */
    sealed interface Answer extends HistoryMessage {}

    /** The sender claims to write. Answered by {@link Promise} or {@link Refuse}. */
    record Seek(Group group, Ballot ballot) implements HistoryMessage {}

    /** Nothing of a lower ballot is taken any more; and what is here. */
    record Promise(Group group, Ballot ballot, @Nullable Held held) implements Answer {}

    /** What a node has of a group. */
    record Held(Regime regime, boolean active, boolean hasLog, long head) {}

    /** To {@link Seek}, {@link Install} or {@link Store}: that is too old, or not what is known here. */
    record Refuse(Group group, Ballot ballot, Ballot promised) implements Answer {}

    /** The sender wants all there is. */
    record Pull(Group group, Ballot ballot) implements HistoryMessage {}

    record Pulled(Group group, Ballot ballot, Contents contents) implements Answer {}

    /**
     * All of a log, or what is behind some offset.
     *
     * @param behind what the receiver has already, up to this offset; {@link #ALL} where it takes this in place of it
     * @param seqs the last number that was taken of each node
     */
    record Contents(long behind, long head, List<Entry> entries, Map<Long, Long> seqs, List<KeyBook.Row> keys) {
        public static final long ALL = -1;
    }

    /** A regime that begins once everybody who promised has heard of it. Without contents for who is not in it. */
    record Install(Group group, Regime regime, @Nullable Contents contents) implements HistoryMessage {}

    record Installed(Group group, Ballot ballot) implements Answer {}

    /** More of the regime's log, or nothing: that the regime is active is said by it too. */
    record Store(Group group, Ballot ballot, List<Entry> entries) implements HistoryMessage {}

    record Stored(Group group, Ballot ballot, long head) implements Answer {}

    /** Who writes has something to take over. */
    record Wake(Group group) implements HistoryMessage {}

    /**
     * A message for the group.
     *
     * @param seq counts up by node and group
     * @param previous the number of what the sender handed in before, and has no outcome of yet; 0 where there is nothing
     */
    record Submit(Group group, long seq, long previous, Draft draft) implements Question {}

    record Settled(Group group, long seq, Outcome outcome) implements Answer {}

    /** From now on the sender wants every message, and what it has missed. The number comes back with the answer. */
    record Follow(Group group, long number, @Nullable Position since) implements Question {}

    record Unfollow(Group group) implements HistoryMessage {}

    record Followed(Group group, long number, Ballot ballot, Page page) implements Answer {}

    record Committed(Group group, Ballot ballot, KeptMessage message) implements HistoryMessage {}

    record Fetch(Group group, long number, Query query) implements Question {}

    record Fetched(Group group, long number, Page page) implements Answer {}
}
