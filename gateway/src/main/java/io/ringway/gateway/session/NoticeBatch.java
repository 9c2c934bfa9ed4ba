package io.ringway.gateway.session;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has changed in a group since its members were told last: one line for each member that came, went, or has other
 * metadata; nothing for those that came and went. Pure.
 *
 * <p>All members know the same roster, that of the last telling, which {@link #told} gives to those who ask meanwhile. Else who
 * joined in between would be told of the going of members it never saw, or, worse, not be told.
 */
final class NoticeBatch {
    private final Map<Cid, Net> steps = new LinkedHashMap<>();
    private final Map<Cid, Change> asides = new LinkedHashMap<>();
    private final long since;

    /** What has become of one member since. */
    private sealed interface Net {
        record Came(Member now) implements Net {}

        record Went(Member before, LeaveReason reason) implements Net {}

        record Changed(Member now) implements Net {}
    }

    /** @param since the version that the members have been told */
    NoticeBatch(long since) {
        this.since = since;
    }

    void add(Change change) {
        Cid cid = change.member().cid();
        Net before = steps.get(cid);
        switch (change) {
            case Change.Joined(Member now) ->
                steps.put(cid, before == null || before instanceof Net.Came ? new Net.Came(now) : new Net.Changed(now));
            case Change.Updated(Member now) ->
                steps.put(cid, before instanceof Net.Came ? new Net.Came(now) : new Net.Changed(now));
            case Change.Left(Member was, LeaveReason reason) -> {
                asides.remove(cid);
                if (before instanceof Net.Came) {
                    steps.remove(cid);
                } else {
                    steps.put(cid, new Net.Went(was, reason));
                }
            }
            case Change.Suspected suspected -> aside(cid, suspected);
            case Change.Back back -> aside(cid, back);
        }
    }

    /** The opposite of what is still to be told leaves nothing to tell. */
    private void aside(Cid cid, Change change) {
        Change before = asides.remove(cid);
        if (before == null || before.getClass().equals(change.getClass())) {
            asides.put(cid, change);
        }
    }

    /** The version that the members have been told. */
    long since() {
        return since;
    }

    int size() {
        return steps.size();
    }

    /** The steps from the roster told last to the present one. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>(steps.size());
        for (Net net : steps.values()) {
            changes.add(
                    switch (net) {
                        case Net.Came(Member now) -> new Change.Joined(now);
                        case Net.Went(Member before, LeaveReason reason) -> new Change.Left(before, reason);
                        case Net.Changed(Member now) -> new Change.Updated(now);
                    });
        }
        return changes;
    }

    /** Who is lost for now, or has come back: for those who want to know, after the steps. */
    List<Change> asides() {
        return List.copyOf(asides.values());
    }

    /**
     * The roster as it was told last, and the one who asks, where it is a member by now.
     *
     * @param present the roster as it is
     */
    List<Member> told(Iterable<Member> present, Cid asker) {
        List<Member> told = new ArrayList<>();
        for (Member member : present) {
            if (member.cid().equals(asker) || !(steps.get(member.cid()) instanceof Net.Came)) {
                told.add(member);
            }
        }
        for (Net net : steps.values()) {
            if (net instanceof Net.Went(Member before, LeaveReason reason)) {
                told.add(before);
            }
        }
        return told;
    }
}
