package io.ringway.gateway.meetings;

import io.ringway.cluster.Tenant;
import io.vertx.core.Future;

/** How long the participants of a session were there, together: of each the time that is written of it, two connections at once as one. Hub only. */
public final class Minutes {
    private final Folders folders;

    Minutes(Folders folders) {
        this.folders = folders;
    }

    /**
     * In milliseconds. Of a session that is over it was counted when the last one left; of one that goes on, or ended with all
     * its nodes, it is counted now.
     */
    public Future<Long> of(Tenant tenant, MeetingSession session, long now) {
        return session.consumed() == MeetingSession.UNKNOWN
                ? count(tenant, session, now)
                : Future.succeededFuture(session.consumed());
    }

    Future<Long> count(Tenant tenant, MeetingSession session, long now) {
        long then = session.lasted(now);
        return folders.attendees(tenant, session.id())
                .all()
                .map(all -> all.stream().mapToLong(one -> one.duration(then)).sum());
    }
}
