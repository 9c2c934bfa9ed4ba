package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a node knows of one peer's shard of one group, and how sure it is of it. */
final class Link {
    enum State {
        /** Asked for a snapshot: what is known may be old. */
        ASKED,
        /** Known up to {@code seq}. */
        SYNCED,
        /** The peer has no members; kept so that late messages of its past are recognised. */
        ABSENT
    }

    final Map<Cid, Member> members = new LinkedHashMap<>();
    /** Whose connections the peer has lost, and who may come back, of all whom it lists. Who is no member does not count. */
    final Set<Cid> suspects = new HashSet<>(0);
    /** Whom the peer lists, and who have ended, or left, as far as is known here. Not among its members, unless they are there after all. */
    final Map<Cid, Member> ended = new LinkedHashMap<>(0);

    NodeRef node;
    State state = State.ASKED;
    long generation;
    long seq;
    long askAgainAt;
    private long patience = Presence.RETRY_MS / 2;
    long confirmedAt;

    Link(NodeRef node) {
        this.node = node;
    }

    /** Whether the peer says that it has somebody, be it that it is not believed. */
    boolean lists(Cid cid) {
        return members.containsKey(cid) || ended.containsKey(cid);
    }

    /** Everybody whom the peer lists, whether it is believed or not. */
    List<Member> listed() {
        List<Member> listed = new ArrayList<>(members.values());
        listed.addAll(ended.values());
        return listed;
    }

    /** Who is not listed is not lost. */
    void settleSuspects() {
        suspects.removeIf(cid -> !lists(cid));
    }

    /** Whom the peer listed and was not believed is as if never listed. */
    void forgetEnded() {
        ended.clear();
        settleSuspects();
    }

    boolean isAbsent() {
        return state == State.ABSENT;
    }

    boolean isAsked() {
        return state == State.ASKED;
    }

    /** Notes that the question was put now, and when to put it again: after 1, 2, 4, 8, then every 10 s. */
    void asked(long now) {
        patience = state == State.ASKED ? Math.min(2 * patience, Presence.DIGEST_MS) : Presence.RETRY_MS;
        state = State.ASKED;
        askAgainAt = now + patience;
    }

    void synced(NodeRef from, long newGeneration, long newSeq, long now) {
        node = from;
        state = State.SYNCED;
        generation = newGeneration;
        seq = newSeq;
        confirmedAt = now;
    }

    void absent(long lastGeneration) {
        state = State.ABSENT;
        suspects.clear();
        generation = lastGeneration;
        seq = Long.MAX_VALUE;
    }

    /** Whether this position was reached, or passed, already. */
    boolean knows(long otherGeneration, long otherSeq) {
        return otherGeneration < generation || (otherGeneration == generation && otherSeq <= seq);
    }

    boolean isNext(long otherGeneration, long otherSeq) {
        return state == State.SYNCED && otherGeneration == generation && otherSeq == seq + 1;
    }
}
