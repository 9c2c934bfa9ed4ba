package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * What users say about calls to them. Every node has all of it: a change is told to every other at once, and everything to
 * a node that was not there before. Hub only.
 */
final class CallSettings {
    private final Cluster cluster;
    private final InstantSource clock;
    private final CallRules rules = new CallRules();
    private Set<NodeRef> known = Set.of();

    CallSettings(Cluster cluster, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    CallRules rules() {
        return rules;
    }

    void block(Session session, Command.Block command) {
        List<String> blocked = rules.blocked(session.user());
        if (command.userId().equals(session.user().id()) || !Names.isUserId(command.userId())) {
            session.fail(command, ErrorCode.BAD_REQUEST, "that user cannot be blocked");
        } else if (session.principal().passing()) {
            session.fail(command, ErrorCode.FORBIDDEN, "a visitor whose id the server made up blocks nobody");
        } else if (blocked.size() >= CallRules.MAX_BLOCKED && !blocked.contains(command.userId())) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "as many users as can be are blocked");
        } else {
            say(session, command, new CallRule.Blocks(command.userId(), true, stamp(session.user())));
        }
    }

    void unblock(Session session, Command.Unblock command) {
        if (rules.blocked(session.user()).contains(command.userId())) {
            say(session, command, new CallRule.Blocks(command.userId(), false, stamp(session.user())));
        } else {
            session.tell(new Event.Done(command.id()));
        }
    }

    void blocked(Session session, Command.Blocked command) {
        session.tell(new Event.BlockedUsers(command.id(), rules.blocked(session.user())));
    }

    void onBusy(Session session, Command.OnBusy command) {
        if (session.principal().passing()) {
            session.fail(command, ErrorCode.FORBIDDEN, "a visitor whose id the server made up says it for each call");
        } else {
            say(session, command, new CallRule.OnBusy(command.policy(), stamp(session.user())));
        }
    }

    private long stamp(UserId user) {
        return rules.stamp(user, clock.millis());
    }

    private void say(Session session, Command command, CallRule rule) {
        rules.merge(session.user(), rule);
        Buffer envelope = EnvelopeCodec.encode(new Envelope.CallRules(session.user(), List.of(rule)));
        cluster.peers().forEach(peer -> cluster.post(peer, envelope));
        session.tell(new Event.Done(command.id()));
    }

    /** What a user has said on another node. */
    void heard(UserId user, List<CallRule> said) {
        said.forEach(rule -> rules.merge(user, rule));
    }

    /** Tells nodes that were not there before all there is. */
    void tick() {
        Set<NodeRef> peers = Set.copyOf(cluster.peers());
        for (NodeRef peer : peers) {
            if (!known.contains(peer)) {
                rules.all()
                        .forEach((user, said) ->
                                cluster.post(peer, EnvelopeCodec.encode(new Envelope.CallRules(user, said))));
            }
        }
        known = peers;
    }
}
