package io.ringway.gateway.session;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.meetings.Chronicle;
import io.ringway.gateway.meetings.FullException;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of meetings: whoever comes into a meeting that nobody is in takes a place for it, and the node that the last one leaves gives
 * that up. Of the nodes with members in a meeting the lowest says again and again that it goes on; what all of them have died over ends
 * when that is not heard any more. Where the store does not answer everybody gets in, and the places are taken later. Hub only, but for
 * {@link #known}.
 */
public final class Gatherings {
    private static final Logger LOG = LoggerFactory.getLogger(Gatherings.class);

    /** A third of what it takes for a session to be over of which nothing is heard. */
    private static final long RENEW_MS = 20_000;

    /** Nodes that began together do not write together. */
    private static final int SPREAD_MS = 4_095;

    /** How many are in a meeting is written that much later at most. */
    private static final long COUNT_MS = 5_000;

    private final Cluster cluster;
    private final InstantSource clock;
    private final Map<Group, Gathering> here = new HashMap<>();
    private volatile @Nullable Chronicle chronicle;

    Gatherings(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Where sessions are written down; before this node serves. */
    public void known(Chronicle meetings) {
        chronicle = meetings;
    }

    /** Fails with {@link FullException} where nobody is in this meeting, and as many others have somebody in them as may. */
    Future<Void> admit(Group group) {
        Chronicle kept = chronicle;
        if (kept == null || !MeetingGroups.isMeeting(group.name()) || cluster.view(group) != null) {
            return Future.succeededFuture();
        }
        return kept.begin(group.tenant(), new Gathering(group).meeting()).transform(begun -> {
            if (begun.cause() instanceof FullException full) {
                return Future.failedFuture(full);
            }
            if (begun.failed()) {
                LOG.debug(
                        "A meeting is entered without a place: {}",
                        begun.cause().getMessage());
            }
            return Future.succeededFuture();
        });
    }

    /** Nobody came for whom this node may have taken a place. */
    void abandon(Group group) {
        Chronicle kept = chronicle;
        if (kept != null && MeetingGroups.isMeeting(group.name()) && !here.containsKey(group)) {
            Gathering nobody = new Gathering(group);
            nobody.then(() -> kept.current(group.tenant(), nobody.meeting()).compose(session -> {
                nobody.session = session.orElse(null);
                return vacated(kept, nobody);
            }));
        }
    }

    void entered(Group group, Member member) {
        Chronicle kept = chronicle;
        if (kept == null || !MeetingGroups.isMeeting(group.name())) {
            return;
        }
        Gathering gathering = here.computeIfAbsent(group, Gathering::new);
        if (gathering.members.put(member.cid(), member.user()) == null) {
            gathering.counted(gathering.members.size());
            long now = clock.millis();
            gathering.then(() -> session(kept, gathering)
                    .compose(session -> came(kept, gathering, session, member.cid(), member.user(), now)));
        }
    }

    private Future<String> session(Chronicle kept, Gathering gathering) {
        String known = gathering.session;
        return known != null
                ? Future.succeededFuture(known)
                : kept.begin(gathering.group.tenant(), gathering.meeting())
                        .compose(begun -> begun.isEmpty() ? NotFound.future() : goesOn(kept, gathering, begun.get()));
    }

    private Future<String> goesOn(Chronicle kept, Gathering gathering, String session) {
        GroupView view = cluster.view(gathering.group);
        int present = view == null ? gathering.members.size() : view.size();
        gathering.counted(present);
        int most = gathering.most;
        gathering.most = 0;
        long now = clock.millis();
        gathering.telling(present, now, now + RENEW_MS + (gathering.group.hashCode() & SPREAD_MS));
        return kept.goesOn(gathering.group.tenant(), gathering.meeting(), session, present, most)
                .onSuccess(current -> gathering.session = current)
                .onFailure(lost -> gathering.counted(most));
    }

    private Future<?> came(Chronicle kept, Gathering gathering, String session, Cid cid, UserId user, long at) {
        return kept.came(presence(gathering, session, cid, user, at), this::isGone);
    }

    private static Chronicle.Presence presence(Gathering in, String session, Cid cid, UserId user, long at) {
        return new Chronicle.Presence(in.group.tenant(), in.meeting(), session, user.id(), cid.toString(), at);
    }

    private boolean isGone(String cid) {
        return Cid.parse(cid).map(known -> cluster.locate(known) == null).orElse(true);
    }

    void exited(Group group, Cid cid, LeaveReason reason) {
        Chronicle kept = chronicle;
        Gathering gathering = here.get(group);
        UserId user = gathering == null ? null : gathering.members.remove(cid);
        if (kept == null || gathering == null || user == null) {
            return;
        }
        if (reason != LeaveReason.MOVED) {
            left(kept, gathering, cid, user);
        }
        if (gathering.members.isEmpty()) {
            // Who has moved is on another node, which says that the session goes on.
            boolean hasMoved = reason == LeaveReason.MOVED;
            gathering
                    .then(() -> hasMoved ? Future.succeededFuture() : vacated(kept, gathering))
                    .onComplete(done -> {
                        if (gathering.members.isEmpty()) {
                            here.remove(group, gathering);
                        }
                    });
        }
    }

    private void left(Chronicle kept, Gathering gathering, Cid cid, UserId user) {
        long now = clock.millis();
        gathering.then(() -> {
            String session = gathering.session;
            return session == null ? Future.succeededFuture() : kept.left(presence(gathering, session, cid, user, now));
        });
    }

    /** Ends the session where nobody is on any node; one that is cut off does not know. */
    private Future<?> vacated(Chronicle kept, Gathering gathering) {
        String session = gathering.session;
        if (session == null || !gathering.members.isEmpty() || cluster.isFenced()) {
            return Future.succeededFuture();
        }
        return cluster.roster(gathering.group)
                .compose(members -> members.isEmpty() && gathering.members.isEmpty()
                        ? kept.ends(gathering.group.tenant(), gathering.meeting(), session, gathering.most)
                        : Future.succeededFuture());
    }

    /** Somebody is gone with a node. */
    void lost(Group group, Member member) {
        Chronicle kept = chronicle;
        Gathering gathering = here.get(group);
        if (kept != null
                && gathering != null
                && !gathering.members.containsKey(member.cid())
                && cluster.locate(member.cid()) == null
                && speaksFor(group)) {
            left(kept, gathering, member.cid(), member.user());
        }
    }

    /** Whether this node is the lowest of those with members. */
    private boolean speaksFor(Group group) {
        return cluster.peers().stream()
                .noneMatch(peer -> peer.compareTo(cluster.self()) < 0 && cluster.reaches(group, peer));
    }

    /** Once a second. */
    void tick() {
        Chronicle kept = chronicle;
        if (kept == null || cluster.isFenced()) {
            return;
        }
        long now = clock.millis();
        for (Gathering gathering : List.copyOf(here.values())) {
            GroupView view = cluster.view(gathering.group);
            if (view != null) {
                gathering.counted(view.size());
                renew(kept, gathering, view.size(), now);
            }
        }
    }

    private void renew(Chronicle kept, Gathering gathering, int present, long now) {
        boolean speaks = speaksFor(gathering.group);
        if (gathering.isDue(now) || (speaks && gathering.isOutdated(present, now, COUNT_MS))) {
            gathering.telling(present, now, now + RENEW_MS);
            gathering.then(() -> {
                String before = gathering.session;
                return (speaks || before == null ? spoken(kept, gathering, before) : heard(kept, gathering, before))
                        .compose(session -> session.equals(before) ? Future.succeededFuture() : again(kept, gathering));
            });
        }
    }

    private Future<String> spoken(Chronicle kept, Gathering gathering, @Nullable String session) {
        return session == null ? session(kept, gathering) : goesOn(kept, gathering, session);
    }

    private Future<String> heard(Chronicle kept, Gathering gathering, String session) {
        return kept.current(gathering.group.tenant(), gathering.meeting())
                .map(current -> current.orElse(session))
                .onSuccess(current -> gathering.session = current);
    }

    /** It is another session than this node has written of, or the first one that could be: all who are here are in it. */
    private Future<?> again(Chronicle kept, Gathering gathering) {
        String session = gathering.session;
        Future<?> written = Future.succeededFuture();
        if (session != null) {
            long now = clock.millis();
            for (Map.Entry<Cid, UserId> member : Map.copyOf(gathering.members).entrySet()) {
                written = written.compose(
                        before -> came(kept, gathering, session, member.getKey(), member.getValue(), now));
            }
        }
        return written;
    }
}
