package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories that are kept outside of the nodes too, where that place has no room, takes long or is not heard. */
class HistoryKeeperTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final HistoryPolicy POLICY = new HistoryPolicy(100, 600_000, 1 << 20);
    private static final List<Long> ORDER = Rendezvous.replicas(GROUP, Set.of(1L, 2L));
    private static final long WRITER = ORDER.getFirst();
    private static final long OTHER = ORDER.get(1);

    private final Replica keeper = new Replica(GROUP);
    private final HistoryNodes nodes = new HistoryNodes(POLICY, keeper, 1, 2);

    private List<String> kept() {
        return Objects.requireNonNull(keeper.log()).behind(0).stream()
                .map(entry -> entry.kept().content().bytes().utf8().replace("\"", ""))
                .toList();
    }

    private void follow() {
        nodes.node(OTHER).follow(nodes.now, GROUP, known -> {});
        nodes.settle();
    }

    private static Position placed(List<Outcome> outcomes) {
        return assertInstanceOf(Outcome.Placed.class, outcomes.getFirst()).position();
    }

    @Test
    void whereTheKeeperHasNoRoomPublishersAreToldAtOnceAndNothingIsAcknowledged() {
        follow();
        assertEquals(1, placed(nodes.publish(OTHER, GROUP, "one")).offset());
        nodes.isKeeperFull = true;
        for (String text : List.of("two", "three", "four")) {
            List<Outcome> outcomes = nodes.publish(OTHER, GROUP, text);
            assertEquals(List.of(new Outcome.Unknown()), outcomes, text);
        }
        nodes.elapse(20_000);
        assertEquals(List.of("one"), kept());
        assertEquals(List.of(OTHER + " one"), nodes.delivered);
        assertEquals(List.of(new Outcome.Unknown()), nodes.publish(WRITER, GROUP, "five"));

        nodes.isKeeperFull = false;
        nodes.elapse(10_000);
        assertEquals(3, placed(nodes.publish(OTHER, GROUP, "six")).offset());
        assertEquals(
                List.of("one", "two", "six"), kept(), "the first that was refused was taken before that was known");
        assertEquals(List.of(OTHER + " one", OTHER + " two", OTHER + " six"), nodes.delivered);
        assertEquals(0, nodes.interruptions);
    }

    @Test
    void whatWasRefusedForWantOfRoomAndIsRepeatedUnderItsKeyIsThereOnce() {
        follow();
        Draft plain = HistoryNodes.draft(GROUP, "keyed");
        Draft keyed = new Draft(plain.from(), plain.content(), "key");
        List<Outcome> outcomes = new ArrayList<>();
        nodes.publish(OTHER, GROUP, "one");
        nodes.isKeeperFull = true;
        for (int i = 0; i < 3; i++) {
            nodes.node(OTHER).publish(nodes.now, GROUP, keyed, outcomes::add);
            nodes.settle();
        }
        assertEquals(List.of(new Outcome.Unknown(), new Outcome.Unknown(), new Outcome.Unknown()), outcomes);
        nodes.isKeeperFull = false;
        nodes.elapse(10_000);
        nodes.node(WRITER).publish(nodes.now, GROUP, keyed, outcomes::add);
        nodes.settle();
        assertEquals(2, placed(List.of(outcomes.getLast())).offset());
        assertEquals(List.of("one", "keyed"), kept());
    }

    @Test
    void anAnswerOfTheKeeperThatIsLostDoublesNothingAndLosesNothing() {
        follow();
        nodes.publish(OTHER, GROUP, "one");
        nodes.drop = one -> one.from() == Regime.KEEPER;
        List<Outcome> two = nodes.publish(OTHER, GROUP, "two");
        nodes.drop = one -> one.to() == Regime.KEEPER;
        List<Outcome> three = nodes.publish(OTHER, GROUP, "three");
        assertEquals(List.of(), two);
        nodes.drop = one -> false;
        List<Outcome> four = nodes.publish(OTHER, GROUP, "four");
        nodes.elapse(3_000);
        assertEquals(2, placed(two).offset());
        assertEquals(3, placed(three).offset());
        assertEquals(4, placed(four).offset());
        assertEquals(List.of("one", "two", "three", "four"), kept());
        assertEquals(List.of(OTHER + " one", OTHER + " two", OTHER + " three", OTHER + " four"), nodes.delivered);
        assertEquals(0, nodes.interruptions);
    }

    @Test
    void aKeeperThatTakesLongOverALargeLogIsNotToldToBeginAgain() {
        nodes.publish(WRITER, GROUP, "one");
        Regime before = Objects.requireNonNull(keeper.regime());
        nodes.isKeeping = true;
        nodes.hold = one -> one.message() instanceof HistoryMessage.Installed && one.from() == Regime.KEEPER;
        nodes.see(OTHER);
        List<Outcome> outcomes = new ArrayList<>();
        nodes.node(OTHER).publish(nodes.now, GROUP, HistoryNodes.draft(GROUP, "two"), outcomes::add);
        nodes.settle();
        nodes.nodes.remove(WRITER);
        nodes.elapse(12_000);
        Regime regime = Objects.requireNonNull(keeper.regime());
        assertEquals(before.ballot().round() + 1, regime.ballot().round(), "one claim");
        nodes.isKeeping = false;
        nodes.hold = one -> false;
        nodes.settle();
        assertEquals(2, placed(outcomes).offset());
        assertNotNull(keeper.log());
        assertEquals(List.of("one", "two"), kept());
    }

    /** What it had no room for was no message, but the writer's word that it lives: nothing is in the log that would be sent again. */
    @Test
    void aKeeperThatHadNoRoomForNothingIsAskedAgain() {
        follow();
        nodes.publish(OTHER, GROUP, "one");
        nodes.isKeeperFull = true;
        nodes.elapse(21_000);
        assertEquals(List.of(new Outcome.Unknown()), nodes.publish(OTHER, GROUP, "two"));
        nodes.node(OTHER).unfollow(nodes.now, GROUP);
        nodes.settle();
        nodes.isKeeperFull = false;
        nodes.elapse(9_000);
        assertEquals(2, placed(nodes.publish(OTHER, GROUP, "three")).offset());
        assertEquals(List.of("one", "three"), kept());
    }

    /** Both reach the keeper, and not each other; who wrote first has nothing to write since, and is not told. */
    @Test
    void aWriterThatAnotherTookOverFromWhileItDidNotSeeItHasWhatThatWroteOnceItDoes() {
        nodes.publish(WRITER, GROUP, "one");
        nodes.see(WRITER);
        nodes.see(OTHER);
        assertEquals(2, placed(nodes.publish(OTHER, GROUP, "two")).offset());
        nodes.see(1, 2);
        nodes.elapse(3_000);
        List<Page> pages = new ArrayList<>();
        nodes.node(OTHER).fetch(nodes.now, GROUP, new Query.After(0, 10), pages::add);
        nodes.settle();
        assertEquals(
                List.of(1L, 2L),
                pages.getFirst().messages().stream().map(KeptMessage::offset).toList());
        assertEquals(3, placed(nodes.publish(WRITER, GROUP, "three")).offset());
        nodes.sent.clear();
        nodes.elapse(10_000);
        assertEquals(List.of(), nodes.sent, "all are settled, and nobody claims or wakes any more");
    }
}
