package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Entry.Kind;
import io.ringway.gateway.groups.Registers;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said of groups, and who is kept out, on every node: each has all of it in memory, so that nothing on the way of a
 * connection, a join or a message waits for another node or for a store. What is new is told to every peer before it is
 * acknowledged; {@link WordPeers} sees to those that have not heard it. Hub only.
 */
public final class Words {
    private static final int PAGE_BYTES = 128 << 10;
    private static final int TICKS_BETWEEN_READS = 10;

    private final Cluster cluster;
    private final Registers registers = new Registers();
    private final KeptWords kept;
    private final InstantSource clock;
    private final List<Listener> listeners = new ArrayList<>();
    private final WordPeers peers;
    private int ticks;

    /** Who acts upon what is said. */
    public interface Listener {
        /**
         * Something was said that is news here, or state has ended by itself.
         *
         * @param before what was said of it before; null where nothing was, or it was removed
         */
        void heard(Entry entry, @Nullable Entry before);
    }

    /** Who has to know something before it is acknowledged. */
    public enum Enough {
        /** One other node, where there are others: it survives the death of this one. */
        ONE,
        /** Every node that answers: it holds everywhere. */
        ALL
    }

    public Words(Cluster cluster, KeptWords kept, InstantSource clock) {
        this.cluster = cluster;
        this.kept = kept;
        this.clock = clock;
        this.peers = new WordPeers(cluster, registers, this::take);
    }

    public void whenHeard(Listener listener) {
        listeners.add(listener);
    }

    public Registers registers() {
        return registers;
    }

    long now() {
        return clock.millis();
    }

    long self() {
        return cluster.self().id();
    }

    /**
     * Says something. Completes when enough peers know it; a peer that does not answer in time is not waited for, and gets the
     * word as soon as it does answer; a store that outlives the nodes counts as one of them. Fails where there are peers and nobody
     * answers. Then it may be said again: it is known here all the same, and will be there.
     */
    public Future<Void> say(List<Entry> words, Enough enough) {
        words.forEach(this::take);
        List<Future<?>> asked = new ArrayList<>(peers.tell(words));
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

    private void take(Entry entry) {
        Entry before = registers.find(entry.id());
        if (registers.take(clock.millis(), entry)) {
            listeners.forEach(listener -> listener.heard(entry, before));
        }
    }

    /** Another node says so, and wants to know that it was heard. */
    public Future<Buffer> answer(BackendStep.Words words) {
        words.entries().forEach(this::take);
        return Future.succeededFuture(WordPeers.encode(new BackendStep.Words(List.of())));
    }

    /** How what this node knows looks from afar. */
    public Future<Buffer> answer(BackendStep.WordSums question) {
        return Future.succeededFuture(WordPeers.encode(new BackendStep.WordSums(registers.sums())));
    }

    /** A page of some rows. */
    public Future<Buffer> answer(BackendStep.WordsAsked question) {
        int count = registers.sums().size();
        BitSet rows = new BitSet();
        question.rows().stream().filter(row -> row >= 0 && row < count).forEach(rows::set);
        return Future.succeededFuture(
                WordPeers.encode(new BackendStep.Words(registers.page(rows, question.after(), PAGE_BYTES))));
    }

    /** Completes when the store and every peer have told what they know, or could not. */
    public Future<Void> start() {
        return Future.join(kept.read(this::recall), peers.start()).transform(done -> Future.succeededFuture());
    }

    private void recall(Entry entry) {
        if (entry.isOver(clock.millis())) {
            kept.forget(List.of(entry));
        } else {
            take(entry);
        }
    }

    private boolean isLowest() {
        return cluster.peers().stream().allMatch(peer -> cluster.self().compareTo(peer) < 0);
    }

    /** Once a second. */
    public void tick() {
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
        if (++ticks % TICKS_BETWEEN_READS == 0) {
            var unused = kept.read(this::recall);
        }
        peers.tick();
    }
}
