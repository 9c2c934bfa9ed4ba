package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallNodes.key;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.session.Session;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a node of a {@link CallSimulation} that hangs, or is cut off from all others: for a while nothing goes to
 * and fro, then the others count it out, some of its clients go elsewhere, and it returns as another incarnation; or before that,
 * as if nothing had been. One node at a time.
 */
final class CallOutages {
    private final CallSimulation net;
    private final Random random;
    private @Nullable NodeRef out;
    private boolean hangs;
    private boolean isCountedOut;
    private boolean isReturning;
    private int count;

    CallOutages(CallSimulation net, Random random) {
        this.net = net;
        this.random = random;
    }

    int count() {
        return count;
    }

    boolean isOver() {
        return out == null;
    }

    /** Whether a node does anything at all. */
    boolean runs(NodeRef node) {
        return !hangs || !isOut(node);
    }

    /** Whether clients find it. */
    boolean serves(NodeRef node) {
        return !isOut(node);
    }

    boolean reaches(NodeRef from, NodeRef to) {
        return key(from).equals(key(to)) || isOut(from) == isOut(to);
    }

    /** Whether what is sent there waits. */
    boolean blocks(NodeRef from, NodeRef to) {
        return hangs ? isOut(to) : isOut(from) || isOut(to);
    }

    /** Whether what is sent there is lost. */
    boolean isCut(NodeRef from, NodeRef to) {
        return isCountedOut && (isOut(from) || isOut(to));
    }

    private boolean isOut(NodeRef node) {
        return key(node).equals(out);
    }

    /** The next thing happens. */
    void step() {
        if (out == null) {
            begin();
        } else if (isCountedOut || random.nextInt(4) == 0) {
            end();
        } else {
            countOut(out);
        }
    }

    private void begin() {
        if (net.nodes().size() < 2) {
            return;
        }
        net.reunions.clear();
        hangs = random.nextBoolean();
        out = net.pick(net.nodes().refs());
    }

    void hang(NodeRef node) {
        hangs = true;
        out = node;
    }

    void cutOff(NodeRef node) {
        hangs = false;
        out = node;
    }

    /** The others, and, where it does not hang, the node itself, take each other for gone. */
    void countOut(NodeRef node) {
        net.reunions.clear();
        isCountedOut = true;
        count++;
        net.promises().disturbed(net.crowd(), node);
        NodeRef self = net.nodes().current(node);
        for (NodeRef other : others(node)) {
            net.traffic().dropBetween(node, other);
            net.nodes().lose(other, self);
            if (!hangs) {
                net.nodes().lose(node, net.nodes().current(other));
            }
        }
        CallNode lost = net.nodes().get(node);
        for (Session session : List.copyOf(lost.sessions.all())) {
            CallClient client = net.client(session.cid());
            if (client != null && client.session == session && random.nextBoolean()) {
                net.returns().bereave(client);
                net.traffic().later(() -> net.returns().comeBack(client));
            }
        }
    }

    /** It is there again: at once, or, where the others have counted it out, when they have met it in its next life. */
    void end() {
        NodeRef node = out;
        if (node == null) {
            return;
        }
        if (isReturning) {
            return;
        }
        if (isCountedOut) {
            isReturning = true;
            net.traffic().later(() -> takeBack(node));
        } else {
            hangs = false;
            out = null;
        }
    }

    private void takeBack(NodeRef node) {
        CallNode back = net.nodes().get(node);
        back.self = back.self.next();
        boolean hung = hangs;
        hangs = false;
        isCountedOut = false;
        isReturning = false;
        out = null;
        for (NodeRef other : others(node)) {
            back.peers.add(other);
            net.nodes().get(other).peers.add(node);
        }
        dropThoseWhoLeft(node, back);
        if (hung) {
            // It closes every socket: others have taken its place, and its clients are to look for them.
            net.travels().suspendAll(back);
        }
    }

    /** The nodes that have its clients now say so. */
    private void dropThoseWhoLeft(NodeRef node, CallNode back) {
        for (Session session : List.copyOf(back.sessions.all())) {
            NodeRef at = key(net.travels().whereabouts(session.cid()));
            CallClient client = net.client(session.cid());
            boolean isElsewhere = !at.equals(node) && net.nodes().find(at) != null;
            if (client == null || !isElsewhere) {
                if (client == null || client.session != session) {
                    back.sessions.remove(session);
                    back.calling.gone(session);
                }
                continue;
            }
            Runnable adopted = () -> {
                if (back.sessions.find(session.cid()) == session) {
                    back.calling.handovers().leave(session);
                    back.sessions.remove(session);
                }
                back.calling.handovers().adopted(session.cid());
            };
            // Where the news are lost as it is counted out once more, they come when it is taken back.
            net.nodes().post(at, node, adopted, () -> {
                if (!isOut(node)) {
                    adopted.run();
                }
            });
        }
    }

    private List<NodeRef> others(NodeRef node) {
        return net.nodes().refs().stream().filter(one -> !one.equals(node)).toList();
    }
}
