package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Timetable;
import io.ringway.gateway.session.clients.Parking;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come back for their session, and whose wire has no words for that. What tells them from a new page of the same
 * user is how they begin: a client that has lost its connection says first of all that it joins the group it was in. Hub only.
 *
 * <p>Whoever may have a session somewhere has none until it speaks; who says nothing gets one of its own.
 */
final class Recognition {
    /** A client speaks as soon as it knows that it is connected. */
    private static final long SILENCE_MILLIS = 2_000;

    private final Cluster cluster;
    private final Sessions sessions;
    private final Parking parking;
    private final HalfOpen halfOpen;
    private final Door door;
    private final InstantSource clock;
    private final Timetable<Connection> silent = new Timetable<>();

    /** What becomes of a connection. */
    interface Door {
        void begin(Connection connection);

        /** As {@link #begin}, of a page that was connected before, to a node that is lost. */
        void beginAnew(Connection connection);

        /** Whether a node was lost so short a time ago that its clients may be coming back. */
        boolean mayComeAnew();

        void reattach(Connection connection, Session session);

        /** What that node has answered; false where it is no session. */
        boolean adopt(Connection connection, NodeRef node, Buffer answer);
    }

    Recognition(
            Cluster cluster, Sessions sessions, Parking parking, HalfOpen halfOpen, Door door, InstantSource clock) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.parking = parking;
        this.halfOpen = halfOpen;
        this.door = door;
        this.clock = clock;
    }

    void open(Connection connection) {
        UserId user = connection.principal().user();
        if (sessions.of(user).stream().anyMatch(session -> session.dialect().resumesByUser())) {
            listen(connection);
            return;
        }
        cluster.nodesOf(user)
                .onSuccess(nodes -> {
                    if (nodes.isEmpty() && !door.mayComeAnew()) {
                        door.begin(connection);
                    } else {
                        listen(connection);
                    }
                })
                .onFailure(nobodyKnows -> door.begin(connection));
    }

    private void listen(Connection connection) {
        long deadline = clock.millis() + SILENCE_MILLIS;
        silent.put(deadline, connection);
        connection.whenSpeaking(first -> {
            silent.take(deadline, connection);
            heard(connection, first);
        });
    }

    private void heard(Connection connection, @Nullable Command first) {
        if (first instanceof Command.Switch(var id, String group, var meta) && group != null) {
            long tokenEnd = connection.principal().expiresAtMillis();
            seek(connection, new Envelope.FetchWaiting(connection.principal().user(), group, tokenEnd));
        } else {
            door.begin(connection);
        }
    }

    /** Of several that are alike, that of the same token first: tabs that got their tokens by themselves are not mixed up. */
    private void seek(Connection connection, Envelope.FetchWaiting wanted) {
        find(wanted)
                .onSuccess(found -> found.ifPresentOrElse(
                        session -> door.reattach(connection, session), () -> seekElsewhere(connection, wanted)));
    }

    private void seekElsewhere(Connection connection, Envelope.FetchWaiting wanted) {
        cluster.nodesOf(wanted.user())
                .otherwise(List.of())
                .onSuccess(nodes -> ask(connection, wanted, new ArrayDeque<>(nodes)));
    }

    /** Asks one node after the other. */
    private void ask(Connection connection, Envelope.FetchWaiting wanted, Deque<NodeRef> nodes) {
        NodeRef node = connection.isClosed() ? null : nodes.poll();
        if (node != null) {
            cluster.ask(node, EnvelopeCodec.encode(wanted)).onComplete(done -> {
                if (done.failed() || !door.adopt(connection, node, done.result())) {
                    ask(connection, wanted, nodes);
                }
            });
        } else if (wanted.tokenEnd() == Envelope.FetchWaiting.ANY_TOKEN && door.mayComeAnew()) {
            door.beginAnew(connection);
        } else if (wanted.tokenEnd() == Envelope.FetchWaiting.ANY_TOKEN) {
            door.begin(connection);
        } else {
            seek(connection, wanted.withAnyToken());
        }
    }

    /**
     * The session here that such a client comes back for: the one that waits longest, or, of the same token, one that should wait, as
     * its connection is broken.
     */
    Future<Optional<Session>> find(Envelope.FetchWaiting wanted) {
        Optional<Session> waiting = sessions.of(wanted.user()).stream()
                .filter(session -> session.dialect().resumesByUser() && parking.until(session) != null)
                .filter(session -> session.groups().containsKey(wanted.group()) && isOf(session, wanted.tokenEnd()))
                .min(Comparator.comparing(parking::until));
        return waiting.isPresent() || wanted.tokenEnd() == Envelope.FetchWaiting.ANY_TOKEN
                ? Future.succeededFuture(waiting)
                : halfOpen.find(wanted);
    }

    private static boolean isOf(Session session, long tokenEnd) {
        return tokenEnd == Envelope.FetchWaiting.ANY_TOKEN
                || tokenEnd == session.principal().expiresAtMillis();
    }

    /** Once a second. */
    void tick() {
        silent.due(clock.millis()).forEach(Connection::speaks);
    }
}
