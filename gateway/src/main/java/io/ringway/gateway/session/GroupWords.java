package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Entry.Kind;
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
import org.jspecify.annotations.Nullable;

/**
 * What is said of groups, on every node: each has all of it in memory, so that nothing on the way of a join or a message waits
 * for another node or for a store. What is new is told to every peer before it is acknowledged. A node asks each peer that it
 * has not met before for everything: at its start before it serves anybody, and when a split network has healed. Hub only.
 */
final class GroupWords {
    private static final Tenant NOBODY = new Tenant("-");
    private static final int PAGE_BYTES = 128 << 10;
    private static final int TICKS_BETWEEN_TRIES = 10;

    private final Cluster cluster;
    private final Registers registers = new Registers();
    private final KeptWords kept;
    private final InstantSource clock;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<NodeRef> met = new HashSet<>();
    private final Map<NodeRef, Integer> again = new HashMap<>();
    private int ticks;

    /** Who acts upon what is said. */
    interface Listener {
        /**
         * Something was said that is news here, or state has ended by itself.
         *
         * @param before what was said of it before; null where nothing was, or it was removed
         */
        void heard(Entry entry, @Nullable Entry before);
    }

    /** Who has to know something before it is acknowledged. */
    enum Enough {
        /** One other node, where there are others: it survives the death of this one. */
        ONE,
        /** Every node that answers: it holds everywhere. */
        ALL
    }

    GroupWords(Cluster cluster, KeptWords kept, InstantSource clock) {
        this.cluster = cluster;
        this.kept = kept;
        this.clock = clock;
    }

    void whenHeard(Listener listener) {
        listeners.add(listener);
    }

    Registers registers() {
        return registers;
    }

    long now() {
        return clock.millis();
    }

    long self() {
        return cluster.self().id();
    }

    /**
     * Says something, of one tenant. Completes when enough peers know it; a peer that does not answer in time is not waited for,
     * and gets the word when it can; a store that outlives the nodes counts as one of them. Fails where there are peers and nobody
     * answers. Then it may be said again: it is known here all the same, and will be there.
     */
    Future<Void> say(List<Entry> words, Enough enough) {
        words.forEach(this::take);
        Buffer question = encode(words.getFirst().id().group().tenant(), words);
        List<Future<?>> asked = new ArrayList<>();
        List.copyOf(cluster.peers()).forEach(peer -> asked.add(cluster.ask(peer, question)));
        if (kept.isThere()) {
            asked.add(kept.keep(words));
        }
        if (asked.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<?> heard = switch (enough) {
            case ONE -> Future.any(asked);
            case ALL -> Future.join(asked);
        };
        return heard.transform(done -> {
            // Where the peers are gone by now, there is nobody else to know it.
            boolean isKnown = asked.stream().anyMatch(Future::succeeded)
                    || cluster.peers().isEmpty();
            return isKnown
                    ? Future.succeededFuture()
                    : Future.failedFuture(new UnavailableException("no other node has answered in time"));
        });
    }

    private static Buffer encode(Tenant tenant, List<Entry> words) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.GroupWords(tenant, words)));
    }

    private void take(Entry entry) {
        Entry before = registers.find(entry.id());
        if (registers.take(clock.millis(), entry)) {
            listeners.forEach(listener -> listener.heard(entry, before));
        }
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

    /** Completes when the store and every peer have told what they know, or could not. */
    Future<Void> start() {
        List<Future<?>> told = new ArrayList<>();
        told.add(kept.read(this::recall));
        List.copyOf(cluster.peers()).forEach(peer -> told.add(meet(peer)));
        return Future.join(told).transform(done -> Future.succeededFuture());
    }

    private void recall(Entry entry) {
        if (entry.isOver(clock.millis())) {
            kept.forget(List.of(entry));
        } else {
            take(entry);
        }
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

    private boolean isLowest() {
        return cluster.peers().stream().allMatch(peer -> cluster.self().compareTo(peer) < 0);
    }

    /** Once a second. */
    void tick() {
        List<Entry> over = registers.expire(clock.millis());
        for (Entry ended : over) {
            if (ended.id().kind() == Kind.STATE && !ended.isRemoved()) {
                listeners.forEach(listener -> listener.heard(ended.gone(), ended));
            }
        }
        List<Entry> wiped = registers.takeWiped();
        if (isLowest()) {
            kept.forget(over);
            kept.forget(wiped);
        }
        kept.tick();
        ticks++;
        if (ticks % TICKS_BETWEEN_TRIES == 0) {
            var unused = kept.read(this::recall);
        }
        met.retainAll(cluster.peers());
        again.keySet().retainAll(cluster.peers());
        for (NodeRef peer : List.copyOf(cluster.peers())) {
            if (!met.contains(peer) && again.getOrDefault(peer, 0) <= ticks) {
                meet(peer);
            }
        }
    }
}
