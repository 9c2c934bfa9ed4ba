package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that writes stood still while the others went on. It is back, sees whom it saw before, and has what it had then. */
class HistoryStandstillTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);
    private static final List<Long> REPLICAS = Rendezvous.replicas(GROUP, Set.of(1L, 2L, 3L));
    private static final long WRITER = REPLICAS.getFirst();
    private static final long OTHER = REPLICAS.getLast();

    private final HistoryNodes nodes = new HistoryNodes(POLICY, 1, 2, 3);

    @BeforeEach
    void standStill() {
        nodes.publish(OTHER, GROUP, "before");
        nodes.elapse(6_000);
        nodes.drop = one -> one.from() == WRITER || one.to() == WRITER;
        nodes.see(LongStream.of(1, 2, 3).filter(node -> node != WRITER).toArray());
        assertInstanceOf(
                Outcome.Placed.class, nodes.publish(OTHER, GROUP, "meanwhile").getFirst());
        nodes.node(WRITER).fence(nodes.now, true);
        nodes.now += 2_000;
        nodes.node(WRITER).fence(nodes.now, false);
        nodes.drop = one -> false;
        nodes.see(1, 2, 3);
    }

    private Page read(Query query) {
        List<Page> pages = new ArrayList<>(1);
        nodes.node(OTHER).fetch(nodes.now, GROUP, query, page -> pages.add(Objects.requireNonNull(page)));
        nodes.settle();
        nodes.elapse(2_000);
        return pages.getFirst();
    }

    @Test
    void whatWasSaidMeanwhileIsRead() {
        assertEquals(2, read(new Query.Before(Long.MAX_VALUE, 10)).messages().size());
    }

    @Test
    void whoFollowsFromThereOnIsNotToldWhatWasSaidMeanwhile() {
        nodes.node(OTHER).follow(nodes.now, GROUP, known -> assertTrue(known));
        nodes.settle();
        nodes.elapse(2_000);
        Position from = Objects.requireNonNull(nodes.node(OTHER).position(GROUP));
        assertEquals(2, from.offset());
        nodes.elapse(10_000);
        assertEquals(List.of(), nodes.delivered);
    }

    @Test
    void nothingIsLostAndNobodyIsInterrupted() {
        nodes.node(OTHER).follow(nodes.now, GROUP, known -> assertTrue(known));
        nodes.settle();
        nodes.elapse(2_000);
        nodes.publish(WRITER, GROUP, "after");
        assertEquals(List.of(OTHER + " after"), nodes.delivered);
        assertTrue(read(new Query.Since(
                        new Position(read(new Query.After(0, 1)).head().epoch(), 1)))
                .gapless());
        assertEquals(0, nodes.interruptions);
    }
}
