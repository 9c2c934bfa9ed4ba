package io.ringway.gateway.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartiesTest {
    private static final NodeRef NODE = new NodeRef(1, 0);

    /** A seed of a simulation played one run in one JVM, and another in the next: sets of the JDK have an order for each. */
    @Test
    void whoIsToldFirstOfACallIsTheSameInEveryJvm() {
        for (int i = 0; i < 100; i++) {
            Cid caller = Cid.create(NODE);
            Cid callee = Cid.create(NODE);
            Sender by = new Sender(new UserId(new Tenant("demo"), "ada"), caller);
            Call call = new Call(
                    new CallInput.Ring(
                            new CallId(Cid.create(NODE)),
                            by,
                            new CallTarget.Connection(callee),
                            null,
                            Bytes.EMPTY,
                            RingOptions.DEFAULTS,
                            true),
                    0,
                    45_000);
            assertEquals(List.of(caller, callee), List.copyOf(call.parties()));
        }
    }
}
