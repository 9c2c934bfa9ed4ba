package io.ringway.gateway.session.messages;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;

/**
 * What one member of a group says to another alone, such as the signalling of a room. Both have to be in the group, and
 * that is all the right it takes. Hub only.
 */
public final class Relaying {
    private final Cluster cluster;
    private final Sessions sessions;

    public Relaying(Cluster cluster, Sessions sessions) {
        this.cluster = cluster;
        this.sessions = sessions;
    }

    public void relay(Session session, Command.Relay command) {
        if (!session.groups().containsKey(command.group())) {
            session.fail(command, ErrorCode.NOT_JOINED, "join the group first");
            return;
        }
        Envelope.RelayedMessage message = new Envelope.RelayedMessage(
                command.cid(), session.group(command.group()), session.sender(), command.content());
        sessions.askInTurn(command.cid(), () -> carry(message)).onComplete(done -> {
            if (done.failed()) {
                session.fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            } else if (done.result()) {
                session.tell(new Event.Delivered(command.id(), 1));
            } else {
                session.fail(command, ErrorCode.NOT_FOUND, "no such member of the group");
            }
        });
    }

    private Future<Boolean> carry(Envelope.RelayedMessage message) {
        Cid to = message.to();
        return sessions.find(to) != null
                ? Future.succeededFuture(deliver(message))
                : cluster.send(to, EnvelopeCodec.encode(message));
    }

    private static boolean isIn(Session session, String group) {
        Arrival arrival = session.arrival();
        return arrival == null ? session.groups().containsKey(group) : arrival.isIn(group);
    }

    /** To a connection of this node; false where it is not in that group. */
    public boolean deliver(Envelope.RelayedMessage message) {
        Group group = message.group();
        Session session = sessions.find(message.to());
        if (session == null || !session.tenant().equals(group.tenant()) || !isIn(session, group.name())) {
            return false;
        }
        session.tell(new Event.Relayed(group, message.from(), message.content()));
        return true;
    }
}
