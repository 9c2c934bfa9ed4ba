package io.ringway.gateway.session.backend;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;

/** Questions of backends that other nodes have a part of the answer to. Hub only. */
final class Inquiry {
    private Inquiry() {}

    /** What each of these nodes says. Fails where one does not answer: half an answer would lie. */
    static Future<List<BackendStep>> all(Cluster cluster, Collection<NodeRef> nodes, BackendStep question) {
        List<Future<BackendStep>> answers = each(cluster, nodes, question);
        return Future.all(answers)
                .map(all -> all.<BackendStep>list())
                .recover(silence -> Future.failedFuture(new UnavailableException("a node did not answer in time")));
    }

    static List<Future<BackendStep>> each(Cluster cluster, Collection<NodeRef> nodes, BackendStep question) {
        Buffer payload = encode(question);
        return List.copyOf(nodes).stream()
                .map(node -> cluster.ask(node, payload).map(Inquiry::step))
                .toList();
    }

    static Buffer encode(BackendStep step) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(step));
    }

    private static BackendStep step(Buffer answer) {
        try {
            if (EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(var step)) {
                return step;
            }
        } catch (EnvelopeException notOurs) {
            // an answer of another release
        }
        throw new IllegalStateException("a node answered something else");
    }
}
