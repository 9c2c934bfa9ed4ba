package io.ringway.gateway.session.moves;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.Catchup;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.histories.GroupHistories;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Takes sessions that come from another node into their groups with a history. What is said there has a place in an order, so
 * nothing has to be passed on: what the old node had not delivered is read from the history, and told before anything later.
 * Hub only.
 */
public final class Recoveries {
    /** How long a history may take. After that the session goes on, and is told that something may be missing. */
    private static final long PATIENCE_MS = 2_000;

    private final Cluster cluster;
    private final Hub hub;
    private final Sessions sessions;
    private final GroupHistories histories;

    public Recoveries(Cluster cluster, Hub hub, Sessions sessions, GroupHistories histories) {
        this.cluster = cluster;
        this.hub = hub;
        this.sessions = sessions;
        this.histories = histories;
    }

    boolean covers(Group group) {
        return histories.covers(group);
    }

    /**
     * A session that is known to the others as a member, and is not yet among those who are told.
     *
     * @return completes when it is, or is over, with whether it has been told everything
     */
    Future<Boolean> enter(Session session, SessionState.Membership membership) {
        Promise<Boolean> entered = Promise.promise();
        long timer = hub.context().owner().setTimer(PATIENCE_MS, late -> settle(session, membership, null, entered));
        histories
                .enter(session.group(membership.group()), session.cid(), membership.at())
                .onComplete(done -> settle(session, membership, done.result(), entered));
        return entered.future().onComplete(over -> hub.context().owner().cancelTimer(timer));
    }

    /** In the turn in which it is known what was missed: what comes after it goes by the fan-out. */
    private void settle(
            Session session, SessionState.Membership membership, @Nullable Catchup catchup, Promise<Boolean> entered) {
        if (entered.future().isComplete()) {
            return;
        }
        Group group = session.group(membership.group());
        boolean isWhole = false;
        if (session.closed()) {
            abandon(cluster, sessions, session, group);
        } else {
            if (catchup != null && Boolean.TRUE.equals(catchup.recovered())) {
                isWhole = true;
                catchup.messages().forEach(message -> session.tell(message(group, message)));
            }
            sessions.enter(session, group, membership.meta(), membership.suspects());
        }
        entered.complete(isWhole);
    }

    /** A session was over before it had come: unless its connection has come with another one meanwhile, it is not in the group. */
    static void abandon(Cluster cluster, Sessions sessions, Session over, Group group) {
        sessions.abandon(over, group, () -> cluster.leave(group, over.cid(), sessions.leaving(over)));
    }

    private static Event message(Group group, KeptMessage message) {
        return new Event.GroupMessage(group, message.from(), message.content(), message.offset());
    }
}
