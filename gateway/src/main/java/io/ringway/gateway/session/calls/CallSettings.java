package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.calls.CallChoices;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Session;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What users, and backends for them, say about calls to them. Every node has all of it: a change is told to every other at once,
 * and everything to a node that was not there before, or has missed something ({@link RuleTelling}). {@link KeptRules} has it for when no node is left. Hub only.
 */
public final class CallSettings {
    /** What is asked for is of all tenants. */
    private static final Tenant NOBODYS = new Tenant("ringway");

    private static final String UNREAD = "what was said of calls cannot be read at the moment";
    private static final String UNSAVED =
            "it holds, and is not kept yet: it would be lost if all nodes stopped before the store answers again";

    private final Cluster cluster;
    private final InstantSource clock;
    private final KeptRules kept;
    private final CallRules rules;
    private final RuleTelling telling;
    private Set<NodeRef> known = Set.of();

    CallSettings(Cluster cluster, WordStore store, InstantSource clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.kept = new KeptRules(store);
        this.rules = kept.rules();
        this.telling = new RuleTelling(cluster, rules);
    }

    CallRules rules() {
        return rules;
    }

    /** Completes when what outlived the nodes is known here, or could not be read. */
    public Future<Void> start() {
        return kept.read();
    }

    public void receive(Session session, Command.OfCallSettings command) {
        switch (command) {
            case Command.Block block -> block(session, block);
            case Command.Unblock unblock -> unblock(session, unblock);
            case Command.Blocked blocked -> blocked(session, blocked);
            case Command.OnBusy onBusy -> onBusy(session, onBusy);
        }
    }

    private void block(Session session, Command.Block command) {
        List<String> blocked = rules.blocked(session.user());
        if (command.userId().equals(session.user().id()) || !Names.isUserId(command.userId())) {
            session.fail(command, ErrorCode.BAD_REQUEST, "that user cannot be blocked");
        } else if (session.principal().passing()) {
            session.fail(command, ErrorCode.FORBIDDEN, "a visitor whose id the server made up blocks nobody");
        } else if (blocked.size() >= CallRules.MAX_BLOCKED && !blocked.contains(command.userId())) {
            session.fail(command, ErrorCode.LIMIT_REACHED, "as many users as can be are blocked");
        } else {
            say(session, command, List.of(new CallRule.Blocks(command.userId(), true, stamp(session.user()))));
        }
    }

    private void unblock(Session session, Command.Unblock command) {
        String id = command.userId();
        // What was not read yet may block him.
        boolean mayBe =
                !kept.isRead() && Names.isUserId(id) && !session.principal().passing();
        boolean isNews = mayBe || rules.blocked(session.user()).contains(id);
        say(session, command, isNews ? List.of(new CallRule.Blocks(id, false, stamp(session.user()))) : List.of());
    }

    private void blocked(Session session, Command.Blocked command) {
        if (kept.isRead()) {
            session.tell(
                    new Event.BlockedUsers(command.id(), rules.blocked(session.user()), rules.onBusy(session.user())));
        } else {
            session.fail(command, ErrorCode.UNAVAILABLE, UNREAD);
        }
    }

    private void onBusy(Session session, Command.OnBusy command) {
        if (session.principal().passing()) {
            session.fail(command, ErrorCode.FORBIDDEN, "a visitor whose id the server made up says it for each call");
        } else {
            say(session, command, List.of(new CallRule.OnBusy(command.policy(), stamp(session.user()))));
        }
    }

    private long stamp(UserId user) {
        return rules.stamp(user, clock.millis());
    }

    private void say(Session session, Command command, List<CallRule> news) {
        say(session.user(), news)
                .onSuccess(done -> session.tell(new Event.Done(command.id())))
                .onFailure(away -> session.fail(command, ErrorCode.UNAVAILABLE, UNSAVED));
    }

    private Future<Void> say(UserId user, List<CallRule> news) {
        news.forEach(rule -> rules.merge(user, rule));
        if (!news.isEmpty()) {
            Buffer envelope = EnvelopeCodec.encode(new Envelope.CallRules(user, news));
            cluster.peers().forEach(peer -> cluster.post(peer, envelope));
        }
        return kept.keep(user, news);
    }

    /** All that holds for a user; fails where that is not known. */
    public Future<CallChoices> choices(UserId user) {
        return kept.isRead()
                ? Future.succeededFuture(new CallChoices(rules.blocked(user), rules.onBusy(user)))
                : Future.failedFuture(new UnavailableException(UNREAD));
    }

    /** Puts this in the place of all that holds for a user. Where it fails for want of the store it holds all the same. */
    public Future<Void> choose(UserId user, CallChoices wanted) {
        if (!kept.isRead()) {
            return Future.failedFuture(new UnavailableException(UNREAD));
        }
        return say(user, changes(user, wanted)).recover(away -> Future.failedFuture(new UnavailableException(UNSAVED)));
    }

    private List<CallRule> changes(UserId user, CallChoices wanted) {
        long stamp = stamp(user);
        List<CallRule> changes = new ArrayList<>();
        Set<String> before = new LinkedHashSet<>(rules.blocked(user));
        Set<String> after = new LinkedHashSet<>(wanted.blocked());
        before.stream()
                .filter(id -> !after.contains(id))
                .forEach(id -> changes.add(new CallRule.Blocks(id, false, stamp)));
        after.stream()
                .filter(id -> !before.contains(id))
                .forEach(id -> changes.add(new CallRule.Blocks(id, true, stamp)));
        if (wanted.onBusy() != rules.onBusy(user)) {
            changes.add(new CallRule.OnBusy(wanted.onBusy(), stamp));
        }
        return changes;
    }

    /** What a user has said on another node. */
    void heard(UserId user, List<CallRule> said) {
        kept.heard(user, said);
    }

    /** A node has dropped what was for this one, and nobody knows what: what it knows is asked for anew. */
    public void missed(NodeRef from) {
        cluster.post(from, EnvelopeCodec.encode(new Envelope.CallRulesAsked(NOBODYS)));
    }

    /** Another node has missed something. */
    public void asked(NodeRef by) {
        telling.tell(by);
    }

    /** Tells nodes that were not there before all there is. */
    void tick() {
        kept.tick();
        Set<NodeRef> peers = Set.copyOf(cluster.peers());
        peers.stream().filter(peer -> !known.contains(peer)).forEach(telling::tell);
        known = peers;
        telling.tick();
    }
}
