package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.hooks.Answer;
import io.ringway.gateway.hooks.Doorkeeper;
import io.ringway.gateway.hooks.Question;
import io.ringway.gateway.ice.relay.UnreadableSignal;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Backlog;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.calls.PeerCalling;
import io.ringway.gateway.session.calls.SignalPrivacy;
import io.ringway.gateway.session.calls.log.CallLog;
import io.ringway.gateway.session.calls.log.CallLogRequests;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Permits;
import io.ringway.gateway.session.groups.GroupLists;
import io.ringway.gateway.session.groups.Membership;
import io.ringway.gateway.session.groups.StateRequests;
import io.ringway.gateway.session.histories.HistoryRequests;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.messages.Messaging;
import io.ringway.gateway.session.messages.Relaying;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a session's commands one by one, in order, to the part of the node that carries them out. Hub only. */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private static final String OPEN_ALREADY = "this connection is open already";

    private final Cluster cluster;
    private final Membership membership;
    private final Messaging messaging;
    private final HistoryRequests history;
    private final StateRequests states;
    private final Hosts hosts;
    private final Relaying relaying;
    private final Calling calling;
    private final GroupLists groupLists;
    private final PeerCalling peerCalling;
    private final CallLogRequests callLog;
    private final Admission admission;
    private final SignalPrivacy privacy;
    private final Permits permits;
    private final InstantSource clock;

    Commands(
            Cluster cluster,
            Membership membership,
            Messaging messaging,
            HistoryRequests history,
            StateRequests states,
            Hosts hosts,
            Relaying relaying,
            Calling calling,
            CallLog log,
            Admission admission,
            SignalPrivacy privacy,
            Doorkeeper doorkeeper,
            InstantSource clock) {
        this.cluster = cluster;
        this.membership = membership;
        this.messaging = messaging;
        this.history = history;
        this.states = states;
        this.hosts = hosts;
        this.relaying = relaying;
        this.calling = calling;
        this.groupLists = new GroupLists(cluster);
        this.peerCalling = new PeerCalling(calling);
        this.permits = new Permits(doorkeeper, peerCalling::begins);
        this.callLog = new CallLogRequests(log, calling.legs());
        this.admission = admission;
        this.privacy = privacy;
        this.clock = clock;
    }

    /** A command in the frame that was heard last. */
    void receive(Session session, Command command) {
        receive(session, command, session.passage().heard());
    }

    private void receive(Session session, Command command, long number) {
        Backlog waiting = session.waiting();
        if (session.closed()) {
            // What was sent before its client could know of the end is owed no answer, and must not be done.
            return;
        }
        if (waiting == null) {
            if (!messaging.departures().holdsBack(session, command, number)) {
                session.passage().carriesOut(number);
                run(session, command);
            }
        } else if (!waiting.add(command, number)) {
            session.line().close(CloseCode.RATE_LIMITED);
        }
    }

    /** Carries out what waited for a join, or for a message to leave, until something has to wait again. */
    void resume(Session session) {
        resume(session, () -> {});
    }

    private void resume(Session session, Runnable first) {
        Backlog waiting = session.waiting();
        session.waiting(null);
        first.run();
        Backlog.Waiting next = waiting == null ? null : waiting.poll();
        while (waiting != null && next != null) {
            receive(session, next.command(), next.number());
            next = waiting.poll();
        }
    }

    private void run(Session session, Command command) {
        if (cluster.isFenced()) {
            session.fail(command, ErrorCode.UNAVAILABLE, "this node is cut off from its cluster");
            return;
        }
        Question question = permits.question(session, command);
        if (question == null) {
            carryOut(session, command);
        } else {
            session.waiting(Backlog.behindJoin());
            permits.doorkeeper().ask(question).onSuccess(answer -> answered(session, command, answer));
        }
    }

    /** What came meanwhile waits behind it. */
    private void answered(Session session, Command command, Answer answer) {
        resume(session, () -> {
            if (session.closed()) {
                return;
            }
            if (answer.allow()) {
                Command allowed = permits.allowed(session, command, answer);
                if (answer.grants() != null) {
                    membership.expulsions().leaveForbidden(session);
                }
                carryOut(session, allowed);
            } else if (command instanceof Command.PeerSignal signal) {
                peerCalling.refuse(session, signal);
            } else {
                ErrorCode code = answer.isGiven() ? ErrorCode.FORBIDDEN : ErrorCode.UNAVAILABLE;
                session.fail(command, code, answer.reason());
            }
        });
    }

    private void carryOut(Session session, Command command) {
        try {
            dispatch(session, privacy.apply(session, command));
        } catch (UnreadableSignal unreadable) {
            session.fail(command, ErrorCode.BAD_REQUEST, unreadable.reason());
        } catch (RuntimeException defect) {
            LOG.error("{} failed", command.getClass().getSimpleName(), defect);
            session.fail(command, ErrorCode.INTERNAL, "the server failed; it has been logged");
        }
    }

    private void dispatch(Session session, Command command) {
        switch (command) {
            case Command.Publish publish -> messaging.publish(session, publish);
            case Command.SendCid send -> messaging.sendCid(session, send);
            case Command.SendUser send -> messaging.sendUser(session, send);
            case Command.History read -> history.read(session, read);
            case Command.Relay relay -> relaying.relay(session, relay);
            case Command.Join join -> membership.join(session, join);
            case Command.Switch target -> membership.switchTo(session, target);
            case Command.Leave leave -> membership.leave(session, leave);
            case Command.Update update -> membership.update(session, update);
            case Command.Members members -> membership.rosters().members(session, members);
            case Command.Groups groups -> groupLists.page(session, groups);
            case Command.OfCall call -> calling.requests().receive(session, call);
            case Command.OfCallSettings settings -> calling.settings().receive(session, settings);
            case Command.OfPeerCall call -> peerCalling.receive(session, call);
            case Command.Admit admit -> hosts.admit(session, admit);
            case Command.OfState state -> states.receive(session, state);
            case Command.OfCallLog log -> callLog.receive(session, log);
            case Command.Refresh refresh -> admission.refresh(session, refresh, first -> resume(session, first));
            case Command.Ping ping -> session.tell(new Event.Pong(ping.id(), clock.millis()));
            case Command.Background background -> admission.background(session, background);
            case Command.KeepAlive keepAlive -> session.tell(new Event.Done(keepAlive.id()));
            case Command.Hello hello -> session.fail(hello, ErrorCode.BAD_REQUEST, OPEN_ALREADY);
            case Command.HelloKey hello -> session.fail(hello, ErrorCode.BAD_REQUEST, OPEN_ALREADY);
        }
    }
}
