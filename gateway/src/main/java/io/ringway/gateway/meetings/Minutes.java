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
     * In milliseconds. Of a session that is over it was counted when the last one left; of one that goes on it is counted now, and so
     * it is of one that ended with all its nodes, which is written then, as nobody else would.
     */
    public Future<Long> of(Tenant tenant, MeetingSession session, long now) {
        if (session.consumed() != MeetingSession.UNKNOWN) {
            return Future.succeededFuture(session.consumed());
        }
        Future<Long> counted = count(tenant, session, now);
        return session.isOver(now) ? counted.compose(millis -> written(tenant, session, millis)) : counted;
    }

    /** It may go on meanwhile, or be counted by another node: that is not written over. What cannot be written is counted again. */
    private Future<Long> written(Tenant tenant, MeetingSession session, long millis) {
        return folders.sessions(tenant)
                .change(session.id(), before -> before.equals(session) ? before.consumed(millis) : before)
                .map(millis)
                .otherwise(millis);
    }

    Future<Long> count(Tenant tenant, MeetingSession session, long now) {
        long then = session.lasted(now);
        return folders.attendees(tenant, session.id())
                .all()
                .map(all -> all.stream().mapToLong(one -> one.duration(then)).sum());
    }
}
