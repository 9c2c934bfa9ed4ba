package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Registers;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sees to it that this node and its peers know the same. What is new is told to all; a peer that has not said that it knows is in
 * doubt, as is one that was not met before. With each peer the sums of what both know are compared every few seconds, and every
 * second while in doubt, until they are alike; of rows that differ this node fetches what the peer has, and tells what it lacks. So
 * nothing is owed to anybody in particular, and nothing is lost where the node dies that was to say it. Hub only.
 */
final class WordPeers {
    private static final int TICKS_BETWEEN_LOOKS = 5;
    private static final int BATCH = 500;
    private static final int BATCH_BYTES = 128 << 10;

    private final Cluster cluster;
    private final Registers registers;
    private final Consumer<Entry> take;
    private final Map<NodeRef, Peer> peers = new HashMap<>();
    private int ticks;

    private static final class Peer {
        /** Whatever differs is made alike at once. Of others, what differs once is on its way as a rule. */
        boolean inDoubt = true;

        boolean isBusy;
        int due;
        BitSet differed = new BitSet();
    }

    /** @param take is given what peers know, also what is known here */
    WordPeers(Cluster cluster, Registers registers, Consumer<Entry> take) {
        this.cluster = cluster;
        this.registers = registers;
        this.take = take;
    }

    static Buffer encode(BackendStep step) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(step));
    }

    /** For each peer when it knows them; fails where it does not say so in time. */
    List<Future<?>> tell(List<Entry> words) {
        Buffer question = encode(new BackendStep.Words(words));
        List<Future<?>> told = new ArrayList<>();
        for (NodeRef node : List.copyOf(cluster.peers())) {
            told.add(cluster.ask(node, question).onFailure(silence -> {
                Peer peer = peer(node);
                peer.inDoubt = true;
                peer.due = ticks;
            }));
        }
        return told;
    }

    private Peer peer(NodeRef node) {
        return peers.computeIfAbsent(node, fresh -> new Peer());
    }

    /** Completes when every peer has told what it knows, or could not. */
    Future<Void> start() {
        return Future.join(List.copyOf(cluster.peers()).stream()
                        .map(node -> compare(node, peer(node)))
                        .toList())
                .transform(done -> Future.succeededFuture());
    }

    /** Once a second. */
    void tick() {
        ticks++;
        peers.keySet().retainAll(cluster.peers());
        for (NodeRef node : List.copyOf(cluster.peers())) {
            Peer peer = peer(node);
            if (peer.due <= ticks && !peer.isBusy) {
                compare(node, peer);
            }
        }
    }

    private Future<Void> compare(NodeRef node, Peer peer) {
        boolean wasInDoubt = peer.inDoubt;
        peer.isBusy = true;
        peer.inDoubt = false;
        peer.due = ticks + TICKS_BETWEEN_LOOKS;
        return cluster.ask(node, encode(new BackendStep.WordSums(registers.sums())))
                .compose(answer -> equalise(node, differing(peer, sums(answer), wasInDoubt)))
                .onFailure(silence -> {
                    peer.inDoubt |= wasInDoubt;
                    peer.due = ticks + 1;
                })
                .onComplete(done -> peer.isBusy = false);
    }

    /** The rows that are to be made alike now. */
    private BitSet differing(Peer peer, List<Long> theirs, boolean isInDoubt) {
        List<Long> own = registers.sums();
        BitSet differ = new BitSet();
        for (int row = 0; row < own.size(); row++) {
            if (row >= theirs.size() || !own.get(row).equals(theirs.get(row))) {
                differ.set(row);
            }
        }
        BitSet now = (BitSet) differ.clone();
        if (!isInDoubt) {
            now.and(peer.differed);
        }
        differ.andNot(now);
        peer.differed = differ;
        if (!differ.isEmpty()) {
            peer.due = ticks + 1;
        }
        return now;
    }

    private Future<Void> equalise(NodeRef node, BitSet rows) {
        if (rows.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<Entry.Id, Entry> theirs = new HashMap<>();
        return fetch(node, new BackendStep.WordsAsked(rows.stream().boxed().toList(), null), theirs)
                .compose(fetched -> send(node, missing(rows, theirs), 0));
    }

    private Future<Void> fetch(NodeRef node, BackendStep.WordsAsked question, Map<Entry.Id, Entry> theirs) {
        return cluster.ask(node, encode(question)).compose(answer -> {
            List<Entry> page = words(answer);
            for (Entry entry : page) {
                theirs.put(entry.id(), entry);
                take.accept(entry);
            }
            return page.isEmpty()
                    ? Future.succeededFuture()
                    : fetch(
                            node,
                            new BackendStep.WordsAsked(
                                    question.rows(), page.getLast().id()),
                            theirs);
        });
    }

    /** What this node has in some rows, and another has not. */
    private List<Entry> missing(BitSet rows, Map<Entry.Id, Entry> theirs) {
        return registers.page(rows, null, Integer.MAX_VALUE).stream()
                .filter(entry -> {
                    Entry known = theirs.get(entry.id());
                    return known == null || entry.isLaterThan(known);
                })
                .toList();
    }

    private Future<Void> send(NodeRef node, List<Entry> words, int from) {
        if (from >= words.size()) {
            return Future.succeededFuture();
        }
        int to = from;
        for (int bytes = 0; to < words.size() && to - from < BATCH && bytes < BATCH_BYTES; to++) {
            bytes += words.get(to).value().size();
        }
        int next = to;
        return cluster.ask(node, encode(new BackendStep.Words(words.subList(from, to))))
                .compose(known -> send(node, words, next));
    }

    private static List<Long> sums(Buffer answer) {
        return step(answer) instanceof BackendStep.WordSums(var sums) ? sums : List.of();
    }

    private static List<Entry> words(Buffer answer) {
        return step(answer) instanceof BackendStep.Words(var entries) ? entries : List.of();
    }

    /** Whatever is none of these steps says nothing. */
    private static BackendStep step(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(var step)
                    ? step
                    : new BackendStep.Words(List.of());
        } catch (EnvelopeException notOurs) {
            return new BackendStep.Words(List.of());
        }
    }
}
