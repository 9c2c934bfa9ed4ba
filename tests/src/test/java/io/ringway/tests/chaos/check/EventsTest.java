package io.ringway.tests.chaos.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each check of what a backend is told is shown what it is there to find, and a record without it. */
class EventsTest {
    private static final long SECOND = 1_000_000;

    private final List<Event> events = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private void event(String type, long second, long sequence, JsonObject data) {
        String line = type.startsWith("call.") ? "call_id" : "group";
        event(type + second + line + sequence, type, second, data.put(line, "g").put("sequence", sequence));
    }

    private void event(String id, String type, long second, JsonObject data) {
        events.add(new Event(second * SECOND, "10.0.0.1", "main", id, type, second * 1_000, data));
    }

    private void joined(long second, long sequence) {
        event("member.joined", second, sequence, cid().put("joined_at", second * 1_000));
    }

    private void left(long second, long sequence, long since) {
        event(
                "member.left",
                second,
                sequence,
                cid().put("joined_at", since * 1_000).put("left_at", second * 1_000));
    }

    private void message(long second, long sequence, long number) {
        event("message", second, sequence, cid().put("content", new JsonObject().put("m", "ada-" + number)));
    }

    private static JsonObject cid() {
        return new JsonObject().put("cid", "A");
    }

    private void call(String type, long second, long sequence) {
        event(type, second, sequence, new JsonObject());
    }

    private EventFindings check(Events.Death... deaths) {
        return Events.check(events, entries, List.of(deaths), 0, 0);
    }

    @Test
    void findsNothingWhereAllIsWell() {
        entries.add(new Entry.Opened(SECOND, "ada", "node0", "A", false, false));
        entries.add(new Entry.Joined(2 * SECOND, "ada", "A", "g", true));
        entries.add(new Entry.Acked(3 * SECOND, "ada", new Message("ada", 1)));
        entries.add(new Entry.InCall(4 * SECOND, "ada", "g", Entry.InCall.BEGAN));
        entries.add(new Entry.InCall(5 * SECOND, "bob", "g", Entry.InCall.ANSWERED));
        event("group.occupied", 2, 1, new JsonObject());
        joined(2, 2);
        message(3, 3, 1);
        left(9, 4, 2);
        event("group.vacated", 9, 5, new JsonObject());
        call("call.ringing", 4, 1);
        call("call.answered", 5, 2);
        call("call.ended", 6, 3);
        EventFindings found = check();
        assertEquals(List.of(), found.examples());
        assertEquals(8, found.events());
        assertEquals(1, found.members());
        assertEquals(1, found.calls());
        assertEquals(1, found.joinsAcked());
        assertEquals(1, found.answersAcked());
    }

    @Test
    void whatComesTwiceIsCountedAndWhatChangedMeanwhileIsFound() {
        joined(2, 1);
        event("same", "group.vacated", 3, new JsonObject().put("group", "other").put("sequence", 1L));
        event("same", "group.vacated", 4, new JsonObject().put("group", "other").put("sequence", 1L));
        event("same", "group.vacated", 5, new JsonObject().put("group", "other").put("sequence", 2L));
        left(9, 3, 2);
        assertEquals(2, check().doubled());
        assertEquals(1, check().changed());
        assertEquals(0, check().unpaired());
    }

    @Test
    void findsWhoJoinedAndNeverLeft() {
        joined(2, 1);
        assertEquals(1, check().unpaired());
    }

    @Test
    void findsWhoLeftWithoutHavingJoinedOrSinceAnotherTime() {
        left(9, 3, 2);
        assertEquals(1, check().unpaired());
        events.clear();
        joined(2, 1);
        left(9, 3, 1);
        assertEquals(1, check().unpaired());
    }

    @Test
    void findsWhoJoinedTwice() {
        joined(2, 1);
        joined(3, 2);
        left(9, 3, 3);
        assertEquals(1, check().unpaired());
    }

    @Test
    void findsWhatIsOutOfOrder() {
        joined(2, 5);
        left(9, 4, 2);
        assertEquals(1, check().reordered());
        events.clear();
        joined(2, 5);
        left(9, 5, 2);
        assertEquals(1, check().reordered(), "the same number twice");
    }

    @Test
    void findsAGroupThatIsVacatedWithSomebodyInIt() {
        joined(2, 1);
        event("group.vacated", 3, 2, new JsonObject());
        left(9, 3, 2);
        assertEquals(1, check().wrongEdges());
    }

    @Test
    void findsMessagesThatAreLostDoubledOrOutOfOrder() {
        entries.add(new Entry.Acked(3 * SECOND, "ada", new Message("ada", 3)));
        message(3, 2, 2);
        message(4, 3, 1);
        message(5, 4, 1);
        EventFindings found = check();
        assertEquals(1, found.messagesLost());
        assertEquals(1, found.messagesTwice());
        assertEquals(1, found.messagesReordered());
    }

    @Test
    void whatItsNodeDiedOverIsCountedApart() {
        entries.add(new Entry.Opened(SECOND, "ada", "node0", "A", false, false));
        entries.add(new Entry.Acked(3 * SECOND, "ada", new Message("ada", 3)));
        long after = 3 * SECOND + 40_000;
        EventFindings found = check(new Events.Death("node0", after));
        assertEquals(0, found.messagesLost());
        assertEquals(1, found.unwritten());
        assertEquals(40_000, found.longestUnwritten());
        assertEquals(1, check(new Events.Death("node1", after)).messagesLost());
        assertEquals(1, check(new Events.Death("node0", 6 * SECOND)).messagesLost());
    }

    @Test
    void findsAJoinThatWasAcknowledgedAndNotToldAtItsTime() {
        entries.add(new Entry.Joined(20 * SECOND, "ada", "A", "g", true));
        joined(2, 1);
        left(9, 3, 2);
        assertEquals(1, check().joinsLost());
    }

    @Test
    void findsCallsWithoutABeginningAnEndOrInAnotherOrder() {
        call("call.answered", 4, 1);
        call("call.ringing", 5, 2);
        assertEquals(3, check().callsWrong());
        events.clear();
        call("call.ringing", 4, 1);
        call("call.ended", 5, 2);
        call("call.ended", 6, 3);
        assertEquals(1, check().callsWrong());
    }

    @Test
    void findsCallsAndAnswersThatWereAcknowledgedAndNotTold() {
        entries.add(new Entry.InCall(4 * SECOND, "ada", "g", Entry.InCall.BEGAN));
        entries.add(new Entry.InCall(5 * SECOND, "bob", "g", Entry.InCall.ANSWERED));
        assertEquals(2, check().callsLost());
        call("call.ringing", 4, 1);
        call("call.ended", 6, 2);
        assertEquals(1, check().callsLost());
    }
}
