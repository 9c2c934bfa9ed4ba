package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.ANSWER;
import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.CALL;
import static io.ringway.gateway.calls.CallCoreTest.CALLEE;
import static io.ringway.gateway.calls.CallCoreTest.OFFER;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call between two connections that move, and whose nodes die, as a test says. */
abstract class WanderingParties {
    static final NodeRef ELSEWHERE = new NodeRef(3, 0);

    final Map<Cid, NodeRef> moved = new HashMap<>();
    final Set<NodeRef> dead = new HashSet<>();
    final CallCore core = newCore();

    final CallCore newCore() {
        return new CallCore(CallOptions.DEFAULTS.withGrace(10_000), this::locate, new CallRules());
    }

    private @Nullable NodeRef locate(Cid cid) {
        NodeRef at = moved.getOrDefault(cid, cid.node());
        return dead.contains(at) ? null : at;
    }

    List<Effect> down(CallCore core, NodeRef node, long now) {
        dead.add(node);
        return core.on(new CallInput.NodeDown(node), now);
    }

    void answered() {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), OFFER, 0);
        core.on(new CallInput.Accept(CALL, CALLEE, ANSWER, false, null), 0);
    }
}
