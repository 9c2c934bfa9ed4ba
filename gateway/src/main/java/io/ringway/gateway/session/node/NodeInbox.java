package io.ringway.gateway.session.node;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.session.Announcer;
import io.ringway.gateway.session.Arrival;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.backend.Errands;
import io.ringway.gateway.session.backend.TurnNames;
import io.ringway.gateway.session.calls.CallInbox;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.calls.log.CallLog;
import io.ringway.gateway.session.groups.GroupStates;
import io.ringway.gateway.session.groups.Relisting;
import io.ringway.gateway.session.groups.Seats;
import io.ringway.gateway.session.histories.GroupHistories;
import io.ringway.gateway.session.meetings.Gatherings;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.messages.Interruptions;
import io.ringway.gateway.session.messages.Messaging;
import io.ringway.gateway.session.messages.Relaying;
import io.ringway.gateway.session.moves.Moving;
import io.ringway.gateway.session.operators.Watch;
import io.ringway.gateway.session.peers.Peering;
import io.ringway.gateway.session.resume.Resumption;
import io.ringway.gateway.session.virtual.VirtualMembers;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the cluster brings, taken to this node's sockets. Hub only. */
final class NodeInbox implements Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(NodeInbox.class);

    private final Sessions sessions;
    private final Announcer announcer;
    private final Messaging messaging;
    private final Interruptions interruptions;
    private final Calling calling;
    private final CallInbox calls;
    private final CallLog log;
    private final Backend backend;
    private final VirtualMembers virtualMembers;
    private final Resumption resumption;
    private final Moving moving;
    private final Peering peering;
    private final Relaying relaying;
    private final Seats seats;
    private final TurnNames turn;
    private final Watch watch;
    private final Errands errands;
    private final Witness witness;
    private final GroupHistories histories;
    private final GroupStates states;
    private final Hosts hosts;
    private final Gatherings gatherings;
    private final Relisting relisting;

    /** To whom it takes what. */
    record Parts(
            Sessions sessions,
            Announcer announcer,
            Messaging messaging,
            Interruptions interruptions,
            Calling calling,
            CallLog log,
            Backend backend,
            VirtualMembers virtualMembers,
            Resumption resumption,
            Moving moving,
            Peering peering,
            Relaying relaying,
            Seats seats,
            TurnNames turn,
            Watch watch,
            Witness witness,
            Errands errands,
            GroupHistories histories,
            GroupStates states,
            Hosts hosts,
            Gatherings gatherings,
            Relisting relisting) {}

    NodeInbox(Parts parts) {
        this.sessions = parts.sessions();
        this.announcer = parts.announcer();
        this.messaging = parts.messaging();
        this.interruptions = parts.interruptions();
        this.calling = parts.calling();
        this.calls = new CallInbox(calling);
        this.log = parts.log();
        this.backend = parts.backend();
        this.virtualMembers = parts.virtualMembers();
        this.resumption = parts.resumption();
        this.moving = parts.moving();
        this.peering = parts.peering();
        this.relaying = parts.relaying();
        this.seats = parts.seats();
        this.turn = parts.turn();
        this.watch = parts.watch();
        this.errands = parts.errands();
        this.witness = parts.witness();
        this.histories = parts.histories();
        this.states = parts.states();
        this.hosts = parts.hosts();
        this.gatherings = parts.gatherings();
        this.relisting = parts.relisting();
    }

    @Override
    public void changed(Group group, long version, Change change) {
        announcer.changed(group, version, change);
        if (change instanceof Change.Joined(Member member)) {
            virtualMembers.appeared(group, member);
        } else if (change instanceof Change.Left(Member member, LeaveReason reason) && reason.isLoss()) {
            gatherings.lost(group, member);
            states.lost(group, member.cid());
            backend.lost(group, member);
        }
    }

    @Override
    public void entered(Group group, Member member) {
        hosts.entered(group, member);
        gatherings.entered(group, member);
        witness.entered(group, member);
    }

    @Override
    public void exited(Group group, Cid cid, LeaveReason reason) {
        witness.exited(group, cid, reason);
        hosts.exited(group);
        gatherings.exited(group, cid, reason);
        if (reason != LeaveReason.MOVED) {
            states.left(group, cid);
        }
        relisting.exited(group, cid);
    }

    @Override
    public void message(NodeRef node, Group group, Buffer payload) {
        switch (read(payload)) {
            case Envelope.GroupMessage(var to, var from, var content)
            when to.equals(group) -> messaging.deliver(node, group, from, content, null);
            case Envelope.HostNews(var to, var news) when to.equals(group) -> hosts.deliver(group, news);
            case null, default -> LOG.warn("Node {} sent what is not for a group", node);
        }
    }

    @Override
    public void missed(NodeRef from, Group group) {
        interruptions.missed(from, group);
    }

    @Override
    public void missedInGroups(NodeRef from) {
        interruptions.missedInGroups(from);
    }

    @Override
    public void missed(NodeRef from, Collection<Group> groups) {
        interruptions.missed(from, groups);
    }

    /** No event of the protocol says so: it is said on coming back. */
    @Override
    public void missed(NodeRef from, UserId user) {
        moving.departures().tear(user);
        List.copyOf(sessions.of(user)).forEach(session -> tear(session, CloseCode.OVERLOADED));
    }

    @Override
    public void missedAny(NodeRef from) {
        calling.settings().missed(from);
        // Its marks may have been lost too.
        moving.deafness().nodeDown(from);
        tear(CloseCode.OVERLOADED);
    }

    @Override
    public int message(NodeRef node, UserId user, Buffer payload) {
        return switch (read(payload)) {
            case Envelope.PrivateMessage(Recipient.User(var to), var from, var content)
            when to.equals(user) -> messaging.deliver(node, user, from, content, null);
            case Envelope.MissedCalls(var to, int unseen) when to.equals(user) -> log.deliver(user, unseen);
            case null -> 0;
            case Envelope other -> calls.message(user, other);
        };
    }

    @Override
    public boolean message(NodeRef node, Cid cid, Buffer payload) {
        Session session = sessions.find(cid);
        Arrival arrival = session == null ? null : session.arrival();
        if (arrival == null || node.id() == arrival.from.id()) {
            return message(cid, read(payload));
        }
        Envelope envelope = read(payload);
        arrival.gates.aimed(node, () -> message(cid, envelope));
        return true;
    }

    private boolean message(Cid cid, @Nullable Envelope read) {
        return switch (read) {
            case Envelope.Forwarded forwarded
            when forwarded.cid().equals(cid) -> moving.arrivals().forwarded(forwarded);
            case Envelope.Torn torn when torn.cid().equals(cid) -> tear(torn);
            case Envelope.PrivateMessage(Recipient.Connection(var tenant, var to), var from, var content)
            when to.equals(cid) -> messaging.deliver(cid, from, content);
            case Envelope.PostedMessage posted when posted.to().equals(cid) -> messaging.deliver(posted);
            case Envelope.RelayedMessage relayed when relayed.to().equals(cid) -> relaying.deliver(relayed);
            case Envelope.Undelivered news when news.to().equals(cid) -> messaging.undelivered(news);
            case Envelope.Kick(var tenant, var to, var code) when to.equals(cid) -> backend.kick(tenant, cid, code);
            case Envelope.OfPeer(var peer, var step) -> peering.deliver(cid, peer, step);
            case null -> false;
            case Envelope other -> calls.message(cid, other);
        };
    }

    @Override
    public void message(NodeRef from, Buffer payload) {
        switch (read(payload)) {
            case Envelope.VirtualMember(var group, var member, var present) ->
                virtualMembers.apply(group, member, present);
            case Envelope.Kick(var tenant, var cid, var code) -> backend.kick(tenant, cid, code);
            case Envelope.Kicked(var tenant, var cid) -> resumption.kicked(cid);
            case Envelope.OfPeer(var peer, var step) -> peering.receive(from, peer, step);
            case Envelope.Seats(var message) -> seats.receive(from, message);
            case Envelope.History(var message) -> histories.receive(from, message);
            case Envelope.HistoryNews said -> histories.receive(from, said);
            case Envelope.TurnTakenBack news -> turn.heard(news);
            case Envelope.OfBackend(var step) -> errands.receive(from, step);
            case Envelope.CallRulesAsked asked -> calling.settings().asked(from);
            case Envelope.OutboxNews(var tenant, var line) -> witness.news(line);
            case Envelope move when moving.receive(from, move) -> {}
            case Envelope other when calls.message(from, other) -> {}
            case null, default -> LOG.warn("Node {} sent what this node does not take", from);
        }
    }

    @Override
    public Future<Buffer> asked(NodeRef from, Buffer question) {
        return switch (read(question)) {
            case Envelope.Fetch fetch -> resumption.give(fetch, from).map(EnvelopeCodec::encode);
            case Envelope.FetchWaiting fetch -> resumption.give(fetch, from).map(EnvelopeCodec::encode);
            case Envelope.CallsAsked asked -> {
                calling.handovers().asked(asked.cid(), from);
                yield Future.succeededFuture(question);
            }
            case Envelope.AskReport ask -> Future.succeededFuture(EnvelopeCodec.encode(watch.answer(ask)));
            case Envelope.AskUser ask -> Future.succeededFuture(EnvelopeCodec.encode(watch.answer(ask)));
            case Envelope.AskKnown ask -> Future.succeededFuture(EnvelopeCodec.encode(watch.answer(ask)));
            case Envelope.OfBackend(var step) -> errands.answer(from, step);
            case null, default -> Future.failedFuture("this node has no answer to that");
        };
    }

    @Override
    public void adopted(Cid cid, NodeRef by) {
        resumption.adopted(cid);
        virtualMembers.adopted(cid, by);
        witness.adopted(cid, by);
    }

    @Override
    public void nodeDown(NodeRef node) {
        resumption.nodeDown(node);
        moving.nodeDown(node);
        virtualMembers.nodeDown(0);
        calling.handovers().nodeDown(node);
        seats.nodeDown(node);
        witness.nodeDown(node);
        histories.nodeDown();
    }

    @Override
    public void wasLost(NodeRef node, int agoMs) {
        resumption.wasLost(node, agoMs);
        virtualMembers.nodeDown(agoMs);
    }

    @Override
    public void lost(Name name, Cid cid) {
        peering.lost(name, cid);
    }

    /** Clients that stay would talk among themselves, unheard by others. Their sessions wait to be resumed, here or there. */
    @Override
    public void fenced(boolean isFenced) {
        if (isFenced) {
            tear(CloseCode.NOT_READY);
        }
    }

    /** All who come back are told that something may be missing. */
    private void tear(CloseCode code) {
        moving.departures().tear();
        List.copyOf(sessions.all()).forEach(session -> tear(session, code));
    }

    /** It has come here from a node that had not got all that was for it: where it is welcomed already, it was told otherwise. */
    private boolean tear(Envelope.Torn torn) {
        Session session = sessions.find(torn.cid());
        boolean isMeant = session != null && session.tenant().equals(torn.tenant());
        if (session != null && isMeant) {
            tear(session, CloseCode.OVERLOADED);
        }
        return isMeant;
    }

    private static void tear(Session session, CloseCode code) {
        session.passage().tear();
        session.line().close(code);
    }

    private static @Nullable Envelope read(Buffer payload) {
        try {
            return EnvelopeCodec.decode(payload);
        } catch (EnvelopeException notOurs) {
            LOG.warn("Another node sent {} bytes that are no envelope: {}", payload.length(), notOurs.getMessage());
            return null;
        }
    }
}
