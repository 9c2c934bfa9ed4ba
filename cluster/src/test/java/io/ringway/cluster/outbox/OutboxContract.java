package io.ringway.cluster.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.StoreContract;
import io.ringway.cluster.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every outbox promises. Each test has a line of its own. */
public abstract class OutboxContract extends StoreContract {
    public static final long ONE = 0x1111_1111_1111_1111L;
    public static final long TWO = 0xf222_2222_2222_2222L;
    private static final long AT = 1_800_000_000_123L;

    private long number;

    protected abstract OutboxStore store();

    public static String line() {
        return "endpoint\ng" + UUID.randomUUID() + "é%:";
    }

    public int write(String line, Step... steps) {
        return call(() -> store().write(line, new Batch("w", ++number, List.of(steps))))
                .waiting();
    }

    public List<Entry> head(String line) {
        return call(() -> store().head(line, 0, 1_000));
    }

    public static Step enter(long owner, String key, int at) {
        return new Step.Enter(owner, new Seat(key, AT + at, "{\"user_id\":\"" + key + "\"}"), AT + at);
    }

    private static List<String> told(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.kind() + " " + entry.key() + (entry.edge() ? " edge" : "") + " " + entry.detail())
                .map(String::strip)
                .toList();
    }

    @Test
    void whoEntersIsToldOnceAndWhoLeavesTooWithWhenTheyCame() {
        String line = line();
        write(line, enter(ONE, "a", 0), enter(ONE, "b", 1), enter(ONE, "a", 2));
        write(line, new Step.Leave(ONE, "a", "left", AT + 5), new Step.Leave(ONE, "a", "left", AT + 6));
        assertEquals(3, write(line, new Step.Leave(TWO, "b", "left", AT + 7)), "not the owner");
        assertEquals(List.of("ENTERED a edge", "ENTERED b", "LEFT a left"), told(head(line)));
        Entry left = head(line).get(2);
        assertEquals(AT, left.since());
        assertEquals(AT + 5, left.at());
        assertEquals("{\"user_id\":\"a\"}", left.body());
    }

    @Test
    void numbersGrowAndAboutTellTheTime() {
        String line = line();
        write(line, enter(ONE, "a", 10), enter(ONE, "b", 3), enter(ONE, "c", 500));
        assertEquals(
                List.of(AT + 10, AT + 11, AT + 500),
                head(line).stream().map(Entry::seq).toList());
        call(() -> store().take(line, List.of(AT + 10, AT + 11, AT + 500)));
        write(line, enter(ONE, "d", 4));
        assertEquals(AT + 501, head(line).getFirst().seq());
    }

    @Test
    void aBatchWrittenTwiceIsCarriedOutOnce() {
        String line = line();
        Batch batch = new Batch("w", ++number, List.of(enter(ONE, "a", 0), new Step.Leave(ONE, "a", "left", AT + 1)));
        assertEquals(new Written(2, 0), call(() -> store().write(line, batch)));
        assertEquals(new Written(2, 0), call(() -> store().write(line, batch)));
    }

    @Test
    void aBatchIsCarriedOutOnceAlsoWhereManyOthersHaveWritten() {
        String line = line();
        others(line, 62);
        Batch batch = new Batch("w", ++number, List.of(enter(ONE, "a", 0), new Step.Leave(ONE, "a", "left", AT + 1)));
        call(() -> store().write(line, batch));
        others(line, 62);
        assertEquals(new Written(2, 0), call(() -> store().write(line, batch)));
    }

    /** Each asks again where it hears nothing, as a node does: with so many, one may come just when the machine is busy. */
    public void others(String line, int count) {
        for (int i = 0; i < count; i++) {
            Batch other = new Batch("other" + ++number, 1, List.of());
            TestNode.patiently(() -> call(() -> store().write(line, other)));
        }
    }

    @Test
    void aSeatGoesAlongToAnotherNode() {
        String line = line();
        write(line, enter(ONE, "a", 0), enter(TWO, "a", 1));
        write(line, new Step.Lost(ONE, "disconnected", AT + 2));
        assertEquals(List.of("ENTERED a edge"), told(head(line)));
        write(line, new Step.Pass(TWO, ONE, "a"), new Step.Lost(TWO, "disconnected", AT + 3));
        write(line, new Step.Leave(ONE, "a", "left", AT + 4));
        assertEquals(List.of("ENTERED a edge", "LEFT a edge left"), told(head(line)));
    }

    @Test
    void whoComesBackAfterItsNodeWasGivenUpHasEnteredAgain() {
        String line = line();
        Step entered = enter(ONE, "a", 0);
        write(line, entered, new Step.Lost(ONE, "disconnected", AT + 5));
        write(
                line,
                new Step.State(
                        ONE, List.of(new Seat("a", AT, "{}"), new Seat("b", AT + 1, "{}")), "disconnected", AT + 9));
        assertEquals(
                List.of("ENTERED a edge", "LEFT a edge disconnected", "ENTERED a edge", "ENTERED b"), told(head(line)));
        assertEquals(AT + 9, head(line).get(2).since(), "another stay than the one that was ended");
        assertEquals(AT + 1, head(line).get(3).since(), "as it was, where nobody has ended it");
    }

    @Test
    void aStateGivesUpWhomItDoesNotNameAndLeavesOthersAlone() {
        String line = line();
        write(line, enter(ONE, "a", 0), enter(TWO, "b", 1));
        write(line, new Step.State(ONE, List.of(), "disconnected", AT + 2));
        assertEquals(List.of("ENTERED a edge", "ENTERED b", "LEFT a disconnected"), told(head(line)));
    }

    @Test
    void aSeatsStoryChangesWhileItLasts() {
        String line = line();
        write(line, new Step.Amend("a", "{\"answered\":1}", "answered", AT));
        write(line, enter(ONE, "a", 0), new Step.Amend("a", "{\"answered\":1}", "answered", AT + 3));
        write(line, new Step.Leave(Step.ANYBODY, "a", "hangup", AT + 4));
        assertEquals(List.of("ENTERED a edge", "NOTE a answered", "LEFT a edge hangup"), told(head(line)));
        assertTrue(head(line).get(2).body().contains("\"answered\":1"));
        assertFalse(head(line).get(0).body().contains("answered"));
    }

    @Test
    void aSeatThatIsEnteredAfterItsEndIsGivenUpAtOnce() {
        String line = line();
        write(line, new Step.Amend("a", "{\"x\":1}", "answered", AT));
        write(
                line,
                new Step.End("a", "{\"ended_by\":\"b\"}", "hangup", AT + 4),
                new Step.End("a", "{}", "late", AT + 5));
        assertEquals(List.of(), head(line));
        write(line, enter(ONE, "a", 0), enter(ONE, "b", 6));
        assertEquals(List.of("ENTERED a edge", "LEFT a edge hangup", "ENTERED b edge"), told(head(line)));
        assertTrue(head(line).get(1).body().contains("\"ended_by\":\"b\""));
        assertEquals(AT, head(line).get(1).since());
        assertFalse(
                call(() -> store().survey(Set.of(TWO)))
                        .strays()
                        .getOrDefault(ONE, Set.of())
                        .isEmpty(),
                "of b");
        write(line, new Step.End("b", "{\"hidden\":true}", "timeout", AT + 9));
        assertEquals("LEFT b edge timeout", told(head(line)).getLast());
        assertTrue(head(line).getLast().body().contains("\"hidden\":true"));
        assertFalse(call(() -> store().survey(Set.of(TWO)))
                .strays()
                .getOrDefault(ONE, Set.of())
                .contains(line));
    }

    @Test
    void aBoundedLineDropsTheOldest() {
        String line = line();
        for (int i = 0; i < 5; i++) {
            write(line, new Step.Note("dead", "n" + i, "\"body\"", AT, new Step.Keep(3, 0)));
        }
        assertEquals(List.of("NOTE n2 dead", "NOTE n3 dead", "NOTE n4 dead"), told(head(line)));
        Batch narrow = new Batch("x", 1, List.of(new Step.Note("dead", "n5", "\"body\"", AT + 1, new Step.Keep(2, 0))));
        assertEquals(new Written(2, 2), call(() -> store().write(line, narrow)));
        assertEquals(3, write(line, new Step.Note("dead", "n6", "\"body\"", AT, new Step.Keep(3, 0))));
        Tally tally = call(() -> store().tally(line));
        assertEquals(
                List.of(3L, 4L, AT, AT + 1),
                List.of((long) tally.waiting(), tally.lost(), tally.lostSince(), tally.lostAt()));
        assertEquals(List.of("NOTE n4 dead", "NOTE n5 dead", "NOTE n6 dead"), told(head(line)));
        long second = head(line).get(1).seq();
        assertEquals(1, call(() -> store().head(line, second, 10)).size());
    }

    @Test
    void aLineThatIsBoundedInBytesDropsTheOldestAndCountsWhatWaits() {
        String line = line();
        String body = "x".repeat(10_000);
        for (int i = 0; i < 5; i++) {
            write(line, new Step.Note("dead", "n" + i, body, AT, new Step.Keep(0, 35_000)));
        }
        assertEquals(List.of("NOTE n2 dead", "NOTE n3 dead", "NOTE n4 dead"), told(head(line)));
        Tally full = call(() -> store().tally(line));
        assertEquals(2, full.lost());
        assertTrue(full.bytes() > 30_000 && full.bytes() < 35_000, full::toString);
        assertEquals(
                full.bytes(), call(() -> store().survey(Set.of(ONE))).waiting().get(line));
        List<Long> seqs = head(line).stream().map(Entry::seq).toList();
        call(() -> store().take(line, seqs.subList(0, 2)));
        assertTrue(call(() -> store().tally(line)).bytes() < 11_000);
        call(() -> store().take(line, seqs));
        assertEquals(0, call(() -> store().tally(line)).bytes());
        assertEquals(Tally.NOTHING, call(() -> store().tally(line())));
    }

    @Test
    void whatWasLostBeforeItWasWrittenIsCountedOnceAndOutlivesTheNews() {
        String line = line();
        Batch batch = new Batch("w", ++number, List.of(new Step.Missed(3, AT), new Step.Missed(2, AT + 5)));
        call(() -> store().write(line, batch));
        call(() -> store().write(line, batch));
        write(line, new Step.Note("dead", "n", "{}", AT, Step.Keep.ALL));
        List<Long> seqs = head(line).stream().map(Entry::seq).toList();
        call(() -> store().take(line, seqs));
        assertEquals(new Tally(0, 0, 5, AT, AT + 5), call(() -> store().tally(line)));
    }

    @Test
    void whatComesBackHasThePlaceItHadAndIsThereOnce() {
        String line = line();
        write(line, enter(ONE, "a", 0), enter(ONE, "b", 1), enter(ONE, "c", 2));
        Entry first = head(line).getFirst();
        Entry second = head(line).get(1);
        call(() -> store().take(line, List.of(first.seq(), second.seq())));
        write(line, new Step.Back(second.back(AT + 50, "y")), new Step.Back(first.back(AT + 50, "x")));
        write(line, new Step.Back(first.back(AT + 60, "x")), new Step.Back(first.back(AT + 55, "z")));
        assertEquals(List.of("ENTERED a edge", "ENTERED b", "ENTERED c"), told(head(line)));
        assertEquals(first.back(AT + 60, "x,z"), head(line).getFirst());
        assertEquals(second.back(AT + 50, "y"), head(line).get(1));
        Entry third = head(line).get(2);
        write(line, new Step.Back(third.back(AT + 70, "x")));
        assertEquals("", head(line).get(2).parts(), "all of it is to be told still");
        long before = call(() -> store().tally(line)).bytes();
        List<Long> all = head(line).stream().map(Entry::seq).toList();
        call(() -> store().take(line, all));
        assertTrue(before > 0);
        assertEquals(0, call(() -> store().tally(line)).bytes());
        write(line, enter(ONE, "d", 3));
        assertTrue(head(line).getFirst().seq() > third.seq());
    }

    @Test
    void whatComesBackWhileItIsBeingToldIsNotTakenOutWithWhatWasTold() {
        String line = line();
        write(line, enter(ONE, "a", 0), enter(ONE, "b", 1));
        Entry fresh = head(line).getFirst();
        write(line, new Step.Back(fresh.back(AT + 50, "x")));
        assertEquals(OutboxStore.CHANGED, call(() -> store().take(line, fresh)), "all of it, once more");
        call(() -> store().take(line, List.of(fresh.seq())));
        write(line, new Step.Back(fresh.back(AT + 50, "x")));
        Entry part = head(line).getFirst();
        write(line, new Step.Back(fresh.back(AT + 50, "y")));
        assertEquals(OutboxStore.CHANGED, call(() -> store().take(line, part)), "a part more");
        Entry both = head(line).getFirst();
        assertEquals("x,y", both.parts());
        assertEquals(1, call(() -> store().take(line, both)));
        assertEquals(1, call(() -> store().take(line, both)), "gone already");
        Entry second = head(line).getFirst();
        assertEquals(0, call(() -> store().take(line, second)));
        assertEquals(0, call(() -> store().tally(line)).bytes());
        assertFalse(call(() -> store().survey(Set.of(ONE))).waiting().containsKey(line));
        assertEquals(0, call(() -> store().take(line(), second)), "of a line that is not known");
    }

    @Test
    void aSurveyNamesWhatWaitsAndWhoseNodeIsGone() {
        String told = line();
        String waits = line();
        write(waits, enter(ONE, "a", 0));
        write(told, enter(TWO, "a", 0), enter(TWO, "b", 0));
        List<Long> seqs = head(told).stream().map(Entry::seq).toList();
        call(() -> store().take(told, seqs));
        Survey survey = call(() -> store().survey(Set.of(ONE)));
        assertTrue(survey.waiting().containsKey(waits));
        assertFalse(survey.waiting().containsKey(told));
        assertTrue(survey.strays().getOrDefault(TWO, Set.of()).contains(told));
        assertFalse(survey.strays().containsKey(ONE));
        write(told, new Step.Lost(TWO, "disconnected", AT));
        assertFalse(call(() -> store().survey(Set.of(ONE)))
                .strays()
                .getOrDefault(TWO, Set.of())
                .contains(told));
    }

    /** Whatever is said, in whatever order: the store's book is the pure one. */
    @Test
    void itIsTheBookThatThePureLineIs() {
        Random random = new Random(7);
        for (int run = 0; run < 10; run++) {
            String line = line();
            Line model = new Line();
            for (int i = 0; i < 25; i++) {
                List<Step> steps = new ArrayList<>();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    steps.add(any(random, i));
                }
                Batch batch = new Batch("w", ++number, steps);
                assertEquals(model.write(batch), call(() -> store().write(line, batch)));
            }
            assertEquals(unordered(model.head(0, 1_000)), unordered(head(line)), "run " + run);
        }
    }

    /** Redis names the seats of a lost node in its own order. */
    private static Map<String, Long> unordered(List<Entry> entries) {
        Map<String, Long> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(
                entry.kind() + entry.key() + entry.since() + "/" + entry.at() + entry.body() + entry.detail(),
                1L,
                Long::sum));
        counts.put("last", entries.isEmpty() ? 0 : entries.getLast().seq());
        return counts;
    }

    private static Step any(Random random, int time) {
        long owner = random.nextBoolean() ? ONE : TWO;
        String key = "k" + random.nextInt(4);
        return switch (random.nextInt(8)) {
            case 0 -> new Step.Leave(owner, key, "left", AT + time);
            case 1 -> new Step.Lost(owner, "disconnected", AT + time);
            case 2 -> new Step.Pass(owner, owner == ONE ? TWO : ONE, key);
            case 3 -> new Step.State(owner, List.of(new Seat(key, AT, "{}")), "disconnected", AT + time);
            case 5 -> new Step.End(key, "{}", "over", AT + time);
            case 4 -> new Step.Note("n", key, "\"x\"", AT + time, Step.Keep.ALL);
            default -> enter(owner, key, time);
        };
    }
}
