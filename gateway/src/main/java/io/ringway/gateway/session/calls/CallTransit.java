package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that have left this node: what parties ask of one on its way is kept until its new owner is known, what comes later
 * is passed on. Hub only.
 */
public final class CallTransit {
    /** Twice as long as it takes until a session that nobody has taken is back on its node. */
    private static final long PATIENCE_MILLIS = 10_000;

    private static final int KEPT_STEPS = 1_000;
    private static final int REMEMBERED = 10_000;

    private final Map<CallId, OnItsWay> onTheirWay = new HashMap<>();
    private final Map<CallId, NodeRef> owners = new LinkedHashMap<>();

    /** What somebody asked of a call. */
    record Asked(Sender by, CallStep step) {}

    private record OnItsWay(int term, Cid with, long since, List<Asked> asked) {}

    /** A call is taken from this node, which owned it in that term, with that connection; who will have it is not known yet. */
    void leaves(CallId call, int term, Cid with, long now) {
        onTheirWay.put(call, new OnItsWay(term, with, now, new ArrayList<>()));
    }

    /** Whether somebody who owns a call in that term has been waited for. */
    boolean waitsFor(CallId call, int term) {
        OnItsWay way = onTheirWay.get(call);
        return way != null && way.term < term;
    }

    /** Keeps what is asked of a call on its way; false where it is not on its way. */
    boolean keep(CallId call, Asked asked) {
        OnItsWay way = onTheirWay.get(call);
        if (way != null && way.asked.size() < KEPT_STEPS) {
            way.asked.add(asked);
        }
        return way != null;
    }

    /** Whether it was here, and is on its way, or is known to live elsewhere. */
    public boolean hasLeft(CallId call) {
        return onTheirWay.containsKey(call) || owners.containsKey(call);
    }

    /** It has arrived; returns what was asked meanwhile, to be asked there. */
    List<Asked> arrived(CallId call, @Nullable NodeRef owner) {
        owners.remove(call);
        if (owner != null) {
            owners.put(call, owner);
        }
        if (owners.size() > REMEMBERED) {
            owners.remove(owners.keySet().iterator().next());
        }
        OnItsWay way = onTheirWay.remove(call);
        return way == null ? List.of() : way.asked;
    }

    /** Who owns a call that was here once; null where that is not known. */
    @Nullable
    NodeRef owner(CallId call) {
        return owners.get(call);
    }

    /** Whoever it was, it is not that one. */
    void forget(CallId call) {
        owners.remove(call);
    }

    /** What it owned nobody owns now, as far as this node knows. */
    void nodeDown(NodeRef node) {
        owners.values().removeIf(owner -> owner.id() == node.id() && owner.incarnation() <= node.incarnation());
    }

    /** Others have counted this node out, and whoever asked it for something has been given another owner: what was asked is void. */
    void livesAgain() {
        onTheirWay.values().forEach(way -> way.asked.clear());
    }

    /** The calls of which nobody has said that they have arrived, though it is time, and the connections that they went with. */
    Map<CallId, Cid> overdue(long now) {
        Map<CallId, Cid> overdue = new LinkedHashMap<>();
        onTheirWay.forEach((call, way) -> {
            if (now - way.since > PATIENCE_MILLIS) {
                overdue.put(call, way.with);
            }
        });
        return overdue;
    }

    /** Gives up on a call on its way, and on what was asked of it. */
    void lost(CallId call) {
        onTheirWay.remove(call);
    }
}
