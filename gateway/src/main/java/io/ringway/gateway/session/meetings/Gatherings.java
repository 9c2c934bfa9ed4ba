package io.ringway.gateway.session.meetings;

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
import io.ringway.gateway.meetings.MeetingSession;
import io.ringway.gateway.session.Speaker;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of meetings: whoever comes into a meeting that nobody is in takes a place for it, and the node that the last one leaves gives
 * that up. Of the nodes with members in a meeting the lowest says again and again that it goes on; what all of them have died over ends
 * when that is not heard any more. Where the store does not answer everybody gets in, and the places are taken later; what it did not take is
 * tried again, until the session of a meeting that nobody is in is over by itself. Hub only, but for {@link #known}.
 */
public final class Gatherings {
    private static final Logger LOG = LoggerFactory.getLogger(Gatherings.class);

    /** A third of what it takes for a session to be over of which nothing is heard. */
    private static final long RENEW_MS = 20_000;

    /** Nodes that began together do not write together. */
    private static final int SPREAD_MS = 4_095;

    /** How many are in a meeting is written that much later at most. */
    private static final long COUNT_MS = 5_000;

    /** What the store did not take is tried again. */
    private static final long RETRY_MS = 5_000;

    private final Cluster cluster;
    private final InstantSource clock;
    private final Map<Group, Gathering> here = new HashMap<>();
    private volatile @Nullable Chronicle chronicle;

    public Gatherings(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** Where sessions are written down; before this node serves. */
    public void known(Chronicle meetings) {
        chronicle = meetings;
    }

    /**
     * Completes with the session that began by this, where one did: it is to be {@link #abandon abandoned} where nobody comes. Fails
     * with {@link FullException} where nobody is in this meeting, and as many others have somebody in them as may.
     */
    public Future<Optional<String>> admit(Group group) {
        Chronicle kept = chronicle;
        if (kept == null || !MeetingGroups.isMeeting(group.name()) || cluster.view(group) != null) {
            return Future.succeededFuture(Optional.empty());
        }
        return kept.begin(group.tenant(), new Gathering(group).meeting()).transform(begun -> {
            if (begun.cause() instanceof FullException full) {
                return Future.failedFuture(full);
            }
            if (begun.failed()) {
                LOG.debug(
                        "A meeting is entered without a place: {}",
                        begun.cause().getMessage());
                return Future.succeededFuture(Optional.empty());
            }
            return Future.succeededFuture(
                    begun.result().filter(Chronicle.Begun::isNew).map(Chronicle.Begun::session));
        });
    }

    /** Nobody came for whom this node took a place. */
    public void abandon(Group group, String session) {
        Chronicle kept = chronicle;
        if (kept != null && !here.containsKey(group)) {
            Gathering nobody = new Gathering(group);
            nobody.session = session;
            nobody.isEnding = true;
            nobody.leftAt = clock.millis();
            here.put(group, nobody);
            write(kept, nobody);
        }
    }

    public void entered(Group group, Member member) {
        Chronicle kept = chronicle;
        if (kept == null || !MeetingGroups.isMeeting(group.name())) {
            return;
        }
        Gathering gathering = here.computeIfAbsent(group, Gathering::new);
        if (gathering.members.put(member.cid(), member.user()) == null) {
            gathering.isEnding = false;
            gathering.counted(gathering.members.size());
            gathering.attendance.came(member.user(), member.cid(), clock.millis());
            write(kept, gathering);
        }
    }

    /** Writes what there is to be written, one thing after the other. */
    private void write(Chronicle kept, Gathering gathering) {
        if (gathering.isWriting || clock.millis() < gathering.retryAt) {
            return;
        }
        gathering.isWriting = true;
        Future<?> step = next(kept, gathering);
        // Not by recursion: where the store answers at once, thousands would be written within each other.
        while (step != null && step.succeeded()) {
            step = next(kept, gathering);
        }
        if (step == null) {
            gathering.isWriting = false;
            if (gathering.members.isEmpty()) {
                here.remove(gathering.group, gathering);
            }
        } else {
            step.onComplete(done -> {
                gathering.isWriting = false;
                if (done.failed()) {
                    failed(gathering, done.cause());
                }
                write(kept, gathering);
            });
        }
    }

    private void failed(Gathering gathering, Throwable why) {
        LOG.debug("A session was not written down: {}", why.getMessage());
        long now = clock.millis();
        gathering.retryAt = now + RETRY_MS;
        if (gathering.members.isEmpty() && now >= gathering.leftAt + MeetingSession.LEASE_MS) {
            here.remove(gathering.group, gathering);
        }
    }

    /** The next thing to be written; null where nothing is. */
    private @Nullable Future<?> next(Chronicle kept, Gathering gathering) {
        if (gathering.members.isEmpty()) {
            gathering.isDueToSay = false;
        }
        String session = gathering.session;
        boolean isOwed = !gathering.attendance.isEmpty();
        if (session == null) {
            gathering.isEnding &= isOwed;
            return isOwed || gathering.isDueToSay ? begins(kept, gathering) : null;
        }
        if (isOwed) {
            return attended(kept, gathering, session);
        }
        if (gathering.isEnding) {
            return vacated(kept, gathering, session);
        }
        return gathering.isDueToSay ? renewed(kept, gathering, session) : null;
    }

    private Future<?> begins(Chronicle kept, Gathering gathering) {
        return kept.begin(gathering.group.tenant(), gathering.meeting()).compose(begun -> {
            if (begun.isEmpty()) {
                gathering.forget();
                return Future.succeededFuture();
            }
            return goesOn(kept, gathering, begun.get().session());
        });
    }

    private Future<?> goesOn(Chronicle kept, Gathering gathering, String session) {
        GroupView view = cluster.view(gathering.group);
        int present = view == null ? gathering.members.size() : view.size();
        gathering.counted(present);
        int most = gathering.most;
        gathering.most = 0;
        long now = clock.millis();
        gathering.telling(present, now, now + RENEW_MS + (gathering.group.hashCode() & SPREAD_MS));
        gathering.isDueToSay = false;
        return kept.goesOn(gathering.group.tenant(), gathering.meeting(), session, present, most)
                .map(current -> {
                    gathering.in(current, clock.millis());
                    return current;
                })
                .onFailure(lost -> {
                    gathering.counted(most);
                    gathering.isDueToSay = true;
                });
    }

    private Future<?> attended(Chronicle kept, Gathering gathering, String session) {
        Attendance.Turn turn = Objects.requireNonNull(gathering.attendance.next(session));
        Future<?> written = Future.succeededFuture();
        for (Attendance.Change change : turn.changes()) {
            written = written.compose(before -> attended(kept, gathering, turn, change));
        }
        return written.transform(done -> {
            if (done.failed()) {
                gathering.attendance.failed(turn, gathering.members.keySet());
                return Future.failedFuture(done.cause());
            }
            return Future.succeededFuture();
        });
    }

    private Future<?> attended(Chronicle kept, Gathering in, Attendance.Turn turn, Attendance.Change change) {
        Future<?> written = switch (change) {
            case Attendance.Change.Came(Cid cid, long at) ->
                kept.came(presence(in, turn.session(), cid, turn.user(), at), this::isGone);
            case Attendance.Change.Left(Cid cid, String from, long at) ->
                kept.left(presence(in, from, cid, turn.user(), at));
            case Attendance.Change.Visit(Cid cid, long came, long at, long millis) ->
                kept.visited(presence(in, turn.session(), cid, turn.user(), came), at, millis);
        };
        // Beyond the bound nobody is written down.
        return written.transform(done -> done.failed() && !(done.cause() instanceof FullException)
                ? Future.failedFuture(done.cause())
                : Future.succeededFuture());
    }

    private static Chronicle.Presence presence(Gathering in, String session, Cid cid, UserId user, long at) {
        return new Chronicle.Presence(in.group.tenant(), in.meeting(), session, user.id(), cid.toString(), at);
    }

    private boolean isGone(String cid) {
        return Cid.parse(cid).map(known -> cluster.locate(known) == null).orElse(true);
    }

    public void exited(Group group, Cid cid, LeaveReason reason) {
        Chronicle kept = chronicle;
        Gathering gathering = here.get(group);
        UserId user = gathering == null ? null : gathering.members.remove(cid);
        if (kept == null || gathering == null || user == null) {
            return;
        }
        long now = clock.millis();
        boolean hasMoved = reason == LeaveReason.MOVED;
        if (hasMoved) {
            gathering.attendance.moved(user, cid, now);
        } else {
            gathering.attendance.left(user, cid, now);
        }
        if (gathering.members.isEmpty()) {
            gathering.leftAt = now;
            // Who has moved is on another node, which says that the session goes on.
            gathering.isEnding = !hasMoved;
        }
        write(kept, gathering);
    }

    /** Ends the session where nobody is on any node; one that is cut off does not know. */
    private Future<?> vacated(Chronicle kept, Gathering gathering, String session) {
        gathering.isEnding = false;
        if (!gathering.members.isEmpty() || cluster.isFenced()) {
            return Future.succeededFuture();
        }
        return cluster.size(gathering.group)
                .compose(members -> members == 0 && gathering.members.isEmpty()
                        ? ended(kept, gathering, session)
                        : Future.succeededFuture())
                .onFailure(unknown -> gathering.isEnding = gathering.members.isEmpty());
    }

    /** Whoever has come meanwhile is in another one. */
    private Future<?> ended(Chronicle kept, Gathering gathering, String session) {
        return kept.ends(gathering.group.tenant(), gathering.meeting(), session, gathering.most)
                .onSuccess(over -> {
                    gathering.session = null;
                    gathering.most = gathering.members.size();
                });
    }

    /** Somebody is gone with a node. */
    public void lost(Group group, Member member) {
        Chronicle kept = chronicle;
        Gathering gathering = here.get(group);
        String session = gathering == null ? null : gathering.session;
        if (kept != null
                && gathering != null
                && session != null
                && !gathering.members.containsKey(member.cid())
                && Speaker.isForLost(cluster, group, member.cid())) {
            gathering.attendance.lost(member.user(), member.cid(), session, clock.millis());
            write(kept, gathering);
        }
    }

    /** Once a second. */
    public void tick() {
        Chronicle kept = chronicle;
        if (kept == null || cluster.isFenced()) {
            return;
        }
        long now = clock.millis();
        for (Gathering gathering : List.copyOf(here.values())) {
            GroupView view = cluster.view(gathering.group);
            if (view != null) {
                gathering.counted(view.size());
                renew(gathering, view.size(), now);
            }
            write(kept, gathering);
        }
    }

    private void renew(Gathering gathering, int present, long now) {
        if (gathering.isDue(now)
                || (gathering.isOutdated(present, now, COUNT_MS) && Speaker.isFor(cluster, gathering.group))) {
            gathering.telling(present, now, now + RENEW_MS);
            gathering.isDueToSay = true;
        }
    }

    /** The lowest node says that it goes on, and the others hear which it is. */
    private Future<?> renewed(Chronicle kept, Gathering gathering, String session) {
        if (Speaker.isFor(cluster, gathering.group)) {
            return goesOn(kept, gathering, session);
        }
        gathering.isDueToSay = false;
        return kept.current(gathering.group.tenant(), gathering.meeting()).map(current -> {
            gathering.in(current.orElse(session), clock.millis());
            return session;
        });
    }
}
