package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells other nodes all that users have said about calls to them: a portion, and the next one when that is through. All at once
 * could be more than may be on the way to a node, and signals would be dropped: then all of its clients are disconnected. What
 * users say meanwhile is told beside it. Hub only.
 */
final class RuleTelling {
    /** How many rules are on their way to a node, and those of one more user. */
    static final int PORTION = 500;

    private final Cluster cluster;
    private final CallRules rules;
    private final Map<NodeRef, Telling> telling = new HashMap<>();

    private static final class Telling {
        final List<UserId> users;
        int next;
        boolean isOut;

        Telling(List<UserId> users) {
            this.users = users;
        }

        boolean isOver() {
            return next == users.size();
        }
    }

    RuleTelling(Cluster cluster, CallRules rules) {
        this.cluster = cluster;
        this.rules = rules;
    }

    /** From the beginning, whatever it has been told before. */
    void tell(NodeRef peer) {
        Telling begun = new Telling(rules.users());
        if (!begun.isOver()) {
            telling.put(peer, begun);
            portion(peer, begun);
        }
    }

    /** Once a second: what did not get through is told again. */
    void tick() {
        telling.keySet().retainAll(cluster.peers());
        Map.copyOf(telling).forEach((peer, told) -> {
            if (!told.isOut) {
                portion(peer, told);
            }
        });
    }

    private void portion(NodeRef peer, Telling told) {
        int end = told.next;
        UserId last = told.users.get(end);
        for (int size = 0; size < PORTION && end < told.users.size(); end++) {
            last = told.users.get(end);
            List<CallRule> said = rules.of(last);
            if (!said.isEmpty()) {
                cluster.post(peer, EnvelopeCodec.encode(new Envelope.CallRules(last, said)));
                size += said.size();
            }
        }
        int through = end;
        told.isOut = true;
        cluster.ask(peer, nothing(last)).onComplete(answer -> {
            told.isOut = false;
            if (answer.succeeded() && telling.get(peer) == told) {
                told.next = through;
                goOn(peer, told);
            }
        });
    }

    private void goOn(NodeRef peer, Telling told) {
        if (told.isOver()) {
            telling.remove(peer);
        } else {
            portion(peer, told);
        }
    }

    /** A question that every release answers, and at once. Between two nodes everything is in order: its answer says that the portion is there. */
    private static Buffer nothing(UserId user) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.UsersAsked(user.tenant(), List.of())));
    }
}
