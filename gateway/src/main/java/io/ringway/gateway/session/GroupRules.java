package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Entry.Kind;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.groups.Registers;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is said of groups, on every node: each has all of it in memory, so that nothing on the way of a join or a message waits
 * for another node or for a store. What is new is told to every peer before it is acknowledged. A node asks each peer that it
 * has not met before for everything: at its start before it serves anybody, and when a split network has healed. Each node
 * acts for its own members alone. Hub only.
 */
final class GroupRules {
    private static final Tenant NOBODY = new Tenant("-");
    private static final int PAGE_BYTES = 128 << 10;
    private static final int TICKS_BETWEEN_TRIES = 10;

    /** A session that was on its way between two nodes when its group was closed is there by then. */
    private static final long IN_TRANSIT_MS = 10_000;

    private final Cluster cluster;
    private final Registers registers = new Registers();
    private final int most;
    private final InstantSource clock;
    private final Set<NodeRef> met = new HashSet<>();
    private final Map<NodeRef, Integer> again = new HashMap<>();
    private final Map<Group, Long> closed = new HashMap<>();
    private Consumer<Group> whenClosed = group -> {};
    private int ticks;

    /** @param most how many groups something may be said of */
    GroupRules(Cluster cluster, int most, InstantSource clock) {
        this.cluster = cluster;
        this.most = most;
        this.clock = clock;
    }

    /** Who takes this node's members out of a group that is closed. */
    void whenClosed(Consumer<Group> listener) {
        whenClosed = listener;
    }

    /** What the backend wants a group to be. */
    GroupSettings settings(Group group) {
        GroupSettings settings = registers.settings(group);
        return settings == null ? GroupSettings.NONE : settings;
    }

    /** How many members a group holds; {@link GroupSettings#NO_BOUND}. */
    int maxMembers(Group group) {
        return settings(group).maxMembers();
    }

    /** Until when nobody gets in though the group's lifetime is not over; 0 where everybody does. */
    long closedUntil(Group group) {
        long until = registers.closedUntil(group);
        return until > clock.millis() ? until : 0;
    }

    boolean isClosed(Group group) {
        return closedUntil(group) != 0 || settings(group).hasEnded(clock.millis());
    }

    /** Whether a session that has just come from another node may have been in a group that was closed meanwhile. */
    boolean wasJustClosed(Group group) {
        return closed.containsKey(group) || isClosed(group);
    }

    /** Fails with {@link TooManyException}, or where no other node has heard of it. */
    Future<Void> set(Group group, GroupSettings settings) {
        return say(List.of(registers.settings(clock.millis(), self(), group, settings)));
    }

    /** Nothing is said of the group any more; fails with {@link NotFound} where nothing was. */
    Future<Void> remove(Group group) {
        List<Entry> words = new ArrayList<>();
        if (registers.settings(group) != null) {
            words.add(registers.remove(clock.millis(), self(), new Entry.Id(group, Kind.SETTINGS, "")));
        }
        if (closedUntil(group) != 0) {
            // Not removed: who hears of the closing late has to take members out all the same.
            words.add(registers.opening(clock.millis(), self(), group));
        }
        return words.isEmpty() ? NotFound.future() : say(words);
    }

    /**
     * Every member on every node is taken out, and nobody gets in for so long. Completes with until when, {@link Entry#NEVER} where
     * it is open at once; fails with {@link
     * TooManyException}, or where no other node has heard of it.
     */
    Future<Long> close(Group group, long forMillis) {
        long until = forMillis == 0 ? Entry.NEVER : clock.millis() + forMillis;
        return say(List.of(registers.closure(clock.millis(), self(), group, until)))
                .map(until);
    }

    private long self() {
        return cluster.self().id();
    }

    /**
     * Completes when every peer knows it, or all but those that do not answer; fails where there are peers and none does. Then
     * it may be said again: it is known here all the same, and will be there.
     */
    private Future<Void> say(List<Entry> words) {
        for (Entry word : words) {
            if (!registers.has(word.id()) && registers.size(word.id().kind()) >= most) {
                return Future.failedFuture(new TooManyException());
            }
        }
        words.forEach(this::take);
        Buffer question = encode(words.getFirst().id().group().tenant(), words);
        List<Future<Buffer>> asked = List.copyOf(cluster.peers()).stream()
                .map(peer -> cluster.ask(peer, question))
                .toList();
        return Future.join(asked).transform(done -> {
            boolean isKnown = asked.isEmpty() || asked.stream().anyMatch(Future::succeeded);
            return isKnown || cluster.peers().isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new UnavailableException("no other node has answered in time"));
        });
    }

    private static Buffer encode(Tenant tenant, List<Entry> words) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.GroupWords(tenant, words)));
    }

    private void take(Entry entry) {
        long now = clock.millis();
        Entry.Id id = entry.id();
        long before = registers.closedAt(id.group());
        if (!registers.take(now, entry)) {
            return;
        }
        if (id.kind() == Kind.CLOSURE && registers.closedAt(id.group()) > before) {
            closed(id.group());
        }
    }

    private void closed(Group group) {
        closed.put(group, clock.millis() + IN_TRANSIT_MS);
        whenClosed.accept(group);
    }

    /** Another node says so, and wants to know that it was heard. */
    Future<Buffer> answer(BackendStep.GroupWords words) {
        words.entries().forEach(this::take);
        return Future.succeededFuture(encode(words.tenant(), List.of()));
    }

    /** A page of everything. */
    Future<Buffer> answer(BackendStep.GroupWordsAsked question) {
        List<Entry> page = registers.page(question.after(), PAGE_BYTES);
        Tenant tenant = page.isEmpty() ? NOBODY : page.getFirst().id().group().tenant();
        return Future.succeededFuture(encode(tenant, page));
    }

    /** Completes when every peer has told what it knows, or could not. */
    Future<Void> start() {
        return Future.join(List.copyOf(cluster.peers()).stream().map(this::meet).toList())
                .transform(done -> Future.succeededFuture());
    }

    private Future<Void> meet(NodeRef peer) {
        met.add(peer);
        return ask(peer, null).onFailure(silence -> {
            met.remove(peer);
            again.put(peer, ticks + TICKS_BETWEEN_TRIES);
        });
    }

    private Future<Void> ask(NodeRef peer, Entry.@Nullable Id after) {
        Tenant tenant = after == null ? NOBODY : after.group().tenant();
        Envelope question = new Envelope.OfBackend(new BackendStep.GroupWordsAsked(tenant, after));
        return cluster.ask(peer, EnvelopeCodec.encode(question)).compose(answer -> {
            List<Entry> page = words(answer);
            page.forEach(this::take);
            return page.isEmpty()
                    ? Future.succeededFuture()
                    : ask(peer, page.getLast().id());
        });
    }

    private static List<Entry> words(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.GroupWords words)
                    ? words.entries()
                    : List.of();
        } catch (EnvelopeException notOurs) {
            return List.of();
        }
    }

    /** Once a second. */
    void tick() {
        long now = clock.millis();
        registers.ended(now).forEach(this::closed);
        registers.expire(now);
        closed.values().removeIf(until -> until <= now);
        ticks++;
        met.retainAll(cluster.peers());
        again.keySet().retainAll(cluster.peers());
        for (NodeRef peer : List.copyOf(cluster.peers())) {
            if (!met.contains(peer) && again.getOrDefault(peer, 0) <= ticks) {
                meet(peer);
            }
        }
    }
}
