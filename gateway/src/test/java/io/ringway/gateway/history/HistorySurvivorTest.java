package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes keep a group. The second is killed before it has confirmed the last messages: the first has them, and begins an epoch. */
class HistorySurvivorTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);
    private static final List<Long> REPLICAS = Rendezvous.replicas(GROUP, Set.of(1L, 2L));
    private static final long SURVIVOR = REPLICAS.getFirst();
    private static final long VICTIM = REPLICAS.getLast();

    private final HistoryNodes nodes = new HistoryNodes(POLICY, 1, 2);
    private long before;

    @BeforeEach
    void follow() {
        nodes.node(SURVIVOR).follow(nodes.now, GROUP, known -> assertTrue(known));
        nodes.settle();
        said("one");
        said("two");
        before = position().epoch();
        assertEquals(List.of(SURVIVOR + " one", SURVIVOR + " two"), nodes.delivered);
    }

    private void said(String text) {
        assertInstanceOf(
                Outcome.Placed.class, nodes.publish(VICTIM, GROUP, text).getFirst());
    }

    private Position position() {
        return Objects.requireNonNull(nodes.node(SURVIVOR).position(GROUP));
    }

    private List<Outcome> handIn(long node, String text) {
        List<Outcome> outcomes = new ArrayList<>(1);
        Sender ada = new Sender(new UserId(GROUP.tenant(), "ada"), null);
        Draft draft = new Draft(ada, Content.json("\"" + text + "\""), text);
        nodes.node(node).publish(nodes.now, GROUP, draft, outcomes::add);
        nodes.settle();
        return outcomes;
    }

    /** What the victim stores is confirmed to nobody any more. */
    private void killInTheMidstOf(String... texts) {
        nodes.drop = one -> one.from() == VICTIM && one.message() instanceof HistoryMessage.Stored;
        for (String text : texts) {
            assertEquals(List.of(), handIn(VICTIM, text));
        }
        assertEquals(2, nodes.delivered.size());
        nodes.nodes.remove(VICTIM);
        nodes.drop = one -> false;
        nodes.see(SURVIVOR);
        nodes.elapse(3_000);
    }

    @Test
    void whatTheSurvivorHasOfTheEndIsDeliveredBehindTheGap() {
        killInTheMidstOf("three", "four", "five");
        assertEquals(
                List.of("one", "two", "three", "four", "five").stream()
                        .map(text -> SURVIVOR + " " + text)
                        .toList(),
                nodes.delivered);
        assertEquals(1, nodes.interruptions);
        assertEquals(2, nodes.deliveredBefore, "the gap comes first");
        assertEquals(new Position(position().epoch(), 2), nodes.goesOn.get(SURVIVOR));
        assertEquals(5, position().offset());
        assertNotEquals(before, position().epoch());
    }

    /** As whoever was connected meanwhile has got them. */
    @Test
    void whoRepeatsWhatTheSurvivorHasIsToldWhereItIsAndNobodyGetsItTwice() {
        killInTheMidstOf("three", "four");
        List<Outcome> again = IntStream.of(0, 1)
                .mapToObj(i -> handIn(SURVIVOR, List.of("three", "four").get(i)).getFirst())
                .toList();
        long epoch = position().epoch();
        assertEquals(
                List.of(new Outcome.Placed(new Position(epoch, 3)), new Outcome.Placed(new Position(epoch, 4))), again);
        assertEquals(4, nodes.delivered.size());
        List<Page> pages = new ArrayList<>(1);
        nodes.node(SURVIVOR)
                .fetch(nodes.now, GROUP, new Query.After(0, 10), page -> pages.add(Objects.requireNonNull(page)));
        nodes.settle();
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                pages.getFirst().messages().stream().map(KeptMessage::offset).toList());
    }

    /** The other side may go on with the epoch: that nothing was lost is not known. */
    @Test
    void whereTheSurvivorLacksNothingItIsAGapAllTheSame() {
        killInTheMidstOf();
        assertEquals(2, nodes.delivered.size());
        assertEquals(new Position(position().epoch(), 2), nodes.goesOn.get(SURVIVOR));
        assertFalse(nodes.goesOn.containsKey(VICTIM));
    }
}
