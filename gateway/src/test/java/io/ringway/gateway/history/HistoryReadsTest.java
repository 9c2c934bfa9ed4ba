package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reading of groups that nothing was said in, and what it costs those that something was said in. */
class HistoryReadsTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);
    private static final long WRITER =
            Rendezvous.replicas(GROUP, Set.of(1L, 2L, 3L)).getFirst();
    private static final long OTHER =
            Rendezvous.replicas(GROUP, Set.of(1L, 2L, 3L)).get(2);

    private final HistoryNodes nodes = new HistoryNodes(POLICY, 1, 2, 3);

    private Page read(Group group, Query query) {
        List<Page> pages = new ArrayList<>();
        nodes.node(OTHER).fetch(nodes.now, group, query, page -> pages.add(Objects.requireNonNull(page)));
        nodes.settle();
        return pages.getFirst();
    }

    private Page latest() {
        return read(GROUP, new Query.Before(Long.MAX_VALUE, 10));
    }

    @Test
    void whoReadNamesThatNobodyUsesTookTheMemoryOfEverybody() {
        nodes.publish(1, GROUP, "precious");
        nodes.elapse(6_000);
        nodes.sent.clear();
        for (int i = 0; i < 100_000; i++) {
            Page page = read(new Group(new Tenant("mallory"), "g" + i), new Query.Before(Long.MAX_VALUE, 1));
            assertTrue(page.messages().isEmpty() && !page.more());
        }
        nodes.elapse(1_000);
        assertEquals(1, latest().messages().size());
        for (long node = 1; node <= 3; node++) {
            assertEquals(0, nodes.node(node).blanks());
        }
        assertFalse(nodes.sent.stream().anyMatch(one -> one.message() instanceof HistoryMessage.Seek));
    }

    @Test
    void whoReadsBeforeTheFirstMessageGoesOnFromThere() {
        nodes.elapse(6_000);
        Page before = latest();
        assertEquals(before.head(), latest().head());
        assertTrue(read(GROUP, new Query.Since(before.head())).gapless());
        nodes.publish(OTHER, GROUP, "first");
        nodes.publish(WRITER, GROUP, "second");

        Page missed = read(GROUP, new Query.Since(before.head()));

        assertTrue(missed.gapless());
        assertEquals(2, missed.messages().size());
        assertEquals(before.head().epoch(), missed.head().epoch());
    }

    @Test
    void whatWasForgottenMeanwhileIsNotTakenForNothing() {
        nodes.elapse(6_000);
        Page before = latest();
        nodes.publish(WRITER, GROUP, "soon forgotten");
        nodes.elapse(700_000);
        Page after = latest();
        assertTrue(after.messages().isEmpty());
        assertFalse(read(GROUP, new Query.Since(before.head())).gapless());
        nodes.publish(WRITER, GROUP, "another");
        assertFalse(read(GROUP, new Query.Since(before.head())).gapless(), "an offset is one message");
        assertTrue(read(GROUP, new Query.Since(after.head())).gapless());
    }

    @Test
    void aPositionOfAWriterThatIsGoneIsNotGoneOnWith() {
        nodes.elapse(6_000);
        Page before = latest();
        nodes.see(WRITER);
        nodes.see(WRITER, OTHER);
        nodes.elapse(6_000);
        Page after = latest();
        assertNotEquals(before.head().epoch(), after.head().epoch());
        assertFalse(read(GROUP, new Query.Since(before.head())).gapless());
    }

    @Test
    void whatADeadWriterHasLeftIsReadAtOnce() {
        nodes.publish(WRITER, GROUP, "kept");
        nodes.elapse(6_000);
        long[] left = nodes.nodes.keySet().stream()
                .mapToLong(Long::longValue)
                .filter(node -> node != WRITER)
                .toArray();
        nodes.nodes.remove(WRITER);
        nodes.see(left);
        assertEquals(1, latest().messages().size());
    }

    @Test
    void whoJoinsAndLeavesManyGroupsTakesNoMoreThanAPartOfTheMemory() {
        nodes.publish(1, GROUP, "precious");
        for (int i = 0; i < 40_000; i++) {
            Group one = new Group(new Tenant("mallory"), "g" + i);
            nodes.node(1).follow(nodes.now, one, known -> {});
            nodes.settle();
            nodes.node(1).unfollow(nodes.now, one);
            nodes.settle();
            if (i % 500 == 0) {
                nodes.elapse(100);
                nodes.sent.clear();
            }
        }
        nodes.elapse(1_000);
        for (long node = 1; node <= 3; node++) {
            assertTrue(
                    nodes.node(node).blanks() <= 16_384,
                    "kept " + nodes.node(node).blanks());
            assertEquals(1, nodes.node(node).messages());
        }
        assertEquals(1, latest().messages().size());
    }

    @Test
    void theTenantThatHasMostGivesWay() {
        HistoryNodes one = new HistoryNodes(new HistoryPolicy(100_000, 600_000, 1 << 30), 1);
        String text = "x".repeat(60_000);
        Group small = new Group(new Tenant("small"), "g");
        for (int i = 0; i < 100; i++) {
            one.publish(1, small, text);
        }
        for (int i = 0; i < 2_000; i++) {
            one.publish(1, new Group(new Tenant("large"), "g" + i % 10), text);
            if (i % 10 == 0) {
                one.elapse(100);
            }
        }
        assertTrue(
                one.node(1).bytes() <= (64 << 20) + 600_000,
                "takes " + one.node(1).bytes());
        assertTrue(one.node(1).messages() > 900, "left: " + one.node(1).messages());
        List<Page> pages = new ArrayList<>();
        one.node(1).fetch(one.now, small, new Query.After(0, 1), page -> pages.add(Objects.requireNonNull(page)));
        one.settle();
        assertEquals(1, pages.getFirst().messages().getFirst().offset(), "the other one's oldest message is there");
    }
}
