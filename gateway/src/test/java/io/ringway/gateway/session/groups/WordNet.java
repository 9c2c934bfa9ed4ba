package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Nodes that know nothing but words, over links that lose what the test wants to be lost. */
public final class WordNet {
    final Map<NodeRef, Words> nodes = new LinkedHashMap<>();
    private BiPredicate<NodeRef, NodeRef> isCut = (from, to) -> false;
    private final WordStore store;
    long now = 1_000_000;
    int asked;

    public WordNet(WordStore store) {
        this.store = store;
    }

    /** Questions that this is true of are lost, from whom to whom. */
    void cut(BiPredicate<NodeRef, NodeRef> links) {
        isCut = links;
    }

    public Words add(int id) {
        NodeRef self = new NodeRef(id, 0);
        Cluster cluster = (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "self" -> self;
                    case "peers" -> peers(self);
                    case "ask" -> ask(self, (NodeRef) arguments[0], (Buffer) arguments[1]);
                    default -> throw new AssertionError(method);
                });
        Words words = new Words(cluster, new KeptWords(store), () -> Instant.ofEpochMilli(now));
        nodes.put(self, words);
        return words;
    }

    void kill(int id) {
        nodes.remove(new NodeRef(id, 0));
    }

    private Set<NodeRef> peers(NodeRef self) {
        Set<NodeRef> peers = new TreeSet<>(nodes.keySet());
        peers.remove(self);
        return peers;
    }

    private Future<Buffer> ask(NodeRef from, NodeRef to, Buffer question) {
        asked++;
        Words words = nodes.get(to);
        if (words == null || isCut.test(from, to)) {
            return Future.failedFuture("no answer within two seconds");
        }
        return switch (step(question)) {
            case BackendStep.Words news -> words.answer(news);
            case BackendStep.WordSums sums -> words.answer(sums);
            case BackendStep.WordsAsked wanted -> words.answer(wanted);
            default -> throw new AssertionError("asked for something else");
        };
    }

    private static BackendStep step(Buffer payload) {
        try {
            return ((Envelope.OfBackend) EnvelopeCodec.decode(payload)).step();
        } catch (EnvelopeException defect) {
            throw new AssertionError(defect);
        }
    }

    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += 1_000;
            List.copyOf(nodes.values()).forEach(Words::tick);
        }
    }

    public static List<Entry> all(Words words) {
        BitSet rows = new BitSet();
        rows.set(0, words.registers().sums().size());
        return words.registers().page(rows, null, Integer.MAX_VALUE);
    }
}
