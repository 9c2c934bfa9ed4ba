package io.ringway.gateway.session.meetings;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.buffer.Buffer;

/**
 * Those in a meeting who may let in who waits for it: what they ask for, and what they are told. Hub only, but for {@link
 * #known}.
 */
public final class Hosts {
    private static final String SYSTEM = "system";

    private final Cluster cluster;
    private final Sessions sessions;
    private final Courier courier;
    private volatile Lobby lobby = Lobby.NONE;

    /** Tells one connection of this node something. Hub only. */
    public interface Courier {
        boolean deliver(Cid to, Sender from, Content content);
    }

    public Hosts(Cluster cluster, Sessions sessions, Courier courier) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.courier = courier;
    }

    /** Who knows the meetings; before this node serves. */
    public void known(Lobby meetings) {
        lobby = meetings;
    }

    /** As whom hosts, and those who wait, are told. */
    public static UserId system(Tenant tenant) {
        return new UserId(tenant, SYSTEM);
    }

    public void admit(Session session, Command.Admit command) {
        if (!session.groups().containsKey(command.group())) {
            session.fail(command, ErrorCode.NOT_JOINED, "join the meeting first");
        } else if (!isHost(session, command.group())) {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow letting others into this meeting");
        } else {
            lobby.decide(session.group(command.group()), command.participant(), command.accept())
                    .onSuccess(done -> session.tell(new Event.Done(command.id())))
                    .onFailure(failure -> refuse(session, command, failure));
        }
    }

    private static void refuse(Session session, Command command, Throwable failure) {
        switch (failure) {
            case GroupRefusal refusal -> session.fail(command, refusal.code(), String.valueOf(refusal.getMessage()));
            case NotFound none -> session.fail(command, ErrorCode.NOT_FOUND, "no such participant");
            default -> session.fail(command, ErrorCode.UNAVAILABLE, "it is not known whether that was done");
        }
    }

    private static boolean isHost(Session session, String meeting) {
        return session.principal().grants().allows(Action.ADMIT, meeting);
    }

    public void entered(Group group, Member member) {
        if (MeetingGroups.isWaiting(group.name())) {
            lobby.came(group, member.user());
        } else if (MeetingGroups.isMeeting(group.name())) {
            Session session = sessions.find(member.cid());
            if (session != null && isHost(session, group.name())) {
                lobby.hostCame(group, member.cid());
            }
        }
    }

    public void exited(Group group) {
        if (MeetingGroups.isWaiting(group.name())) {
            lobby.left(group);
        }
    }

    /** Tells every host in a meeting, on all nodes. */
    public void tell(Group meeting, Content news) {
        deliver(meeting, news);
        Buffer envelope = EnvelopeCodec.encode(new Envelope.HostNews(meeting, news));
        if (cluster.view(meeting) == null) {
            var unused = cluster.announce(Traffic.SIGNALS, meeting, envelope);
        } else {
            cluster.publish(Traffic.SIGNALS, meeting, envelope);
        }
    }

    /** Tells the hosts in a meeting who are connections of this node. */
    public void deliver(Group meeting, Content news) {
        var view = cluster.view(meeting);
        if (view == null) {
            return;
        }
        Sender system = new Sender(system(meeting.tenant()), null);
        for (Member member : view.members()) {
            Session session = sessions.find(member.cid());
            if (session != null && isHost(session, meeting.name())) {
                courier.deliver(member.cid(), system, news);
            }
        }
    }
}
