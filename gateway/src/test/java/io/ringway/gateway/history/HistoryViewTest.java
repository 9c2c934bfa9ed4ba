package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistoryViewTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);

    /** In another order in each JVM, a seed of the simulation would mean something else in each. */
    @Test
    void whoClaimsAsksTheNodesInTheirOrder() {
        long[] ids = new Random(1).longs(16, 1, Long.MAX_VALUE).sorted().toArray();
        HistoryNodes nodes = new HistoryNodes(POLICY, ids);
        nodes.publish(ids[0], GROUP, "one");
        List<HistoryNodes.Transmission> seeks = nodes.sent.stream()
                .filter(one -> one.message() instanceof HistoryMessage.Seek)
                .toList();
        long writer = seeks.getFirst().from();
        List<Long> others =
                LongStream.of(ids).filter(id -> id != writer).boxed().toList();
        assertEquals(others, seeks.stream().map(HistoryNodes.Transmission::to).toList());
    }
}
