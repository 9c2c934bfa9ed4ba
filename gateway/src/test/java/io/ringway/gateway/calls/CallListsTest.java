package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The calls of a node, as backends list them. */
class CallListsTest {
    private static final NodeRef HERE = new NodeRef(1, 0);
    private static final Tenant DEMO = new Tenant("demo");
    private static final Sender BOB = sender(DEMO, "bob", 100);

    private final CallCore core = new CallCore(CallOptions.DEFAULTS);

    private static Sender sender(Tenant tenant, String user, int connection) {
        return new Sender(new UserId(tenant, user), new Cid(HERE, 1, connection));
    }

    private static CallId call(int number) {
        return new CallId(new Cid(HERE, 2, number));
    }

    /** Each caller calls one connection of bob's. */
    private void ring(int number, Tenant tenant) {
        Sender caller = sender(tenant, "ada-" + number, number);
        CallTarget target = new CallTarget.Connection(new Cid(HERE, 1, 100));
        core.on(CallInput.Ring.bare(call(number), caller, target), 0);
        core.on(new CallInput.Cleared(call(number), BOB.user(), 0), 0);
    }

    private List<CallId> listed(String user, @Nullable CallId after, int limit) {
        return core.calls(DEMO, user, after, limit).stream().map(LiveCall::call).toList();
    }

    @Test
    void pagesFollowEachOtherAndAreOfOneTenant() {
        for (int number : new int[] {3, 1, 5, 2}) {
            ring(number, DEMO);
        }
        ring(4, new Tenant("other"));
        assertEquals(List.of(call(1), call(2)), listed("", null, 2));
        core.on(new CallInput.Hangup(call(2), sender(DEMO, "ada-2", 2), false), 0);
        assertEquals(List.of(call(3), call(5)), listed("", call(2), 2), "the last one of the page before is over");
        assertEquals(List.of(), listed("", call(5), 2));
    }

    @Test
    void whoWasCalledByAConnectionIsFoundOnceThatHasAnswered() {
        ring(1, DEMO);
        assertEquals(List.of(call(1)), listed("ada-1", null, 9));
        assertEquals(List.of(), listed("bob", null, 9), "nobody knows whose connection it is");
        core.on(new CallInput.Accept(call(1), BOB, null, false, null), 0);
        assertEquals(List.of(call(1)), listed("bob", null, 9));
        core.on(new CallInput.Hangup(call(1), BOB, false), 0);
        for (String user : List.of("", "ada-1", "bob")) {
            assertEquals(List.of(), listed(user, null, 9));
        }
    }
}
