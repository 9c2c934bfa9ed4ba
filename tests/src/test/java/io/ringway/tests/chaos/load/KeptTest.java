package io.ringway.tests.chaos.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the chaos load asks for on coming back, and that it counts each message once. */
class KeptTest {
    private final Kept kept = new Kept();

    private static JsonObject message(long offset) {
        return new JsonObject().put("group", "g").put("offset", offset);
    }

    private static JsonObject result(long offset) {
        return new JsonObject()
                .put("position", new JsonObject().put("epoch", "e").put("offset", offset));
    }

    private static JsonObject recovered(long offset, Long... missed) {
        JsonArray messages = new JsonArray();
        List.of(missed).forEach(each -> messages.add(message(each)));
        return result(offset).put("recovered", true).put("messages", messages);
    }

    private static List<Long> offsets(List<JsonObject> told) {
        return told.stream().map(message -> message.getLong("offset")).toList();
    }

    /** A member at 3. */
    private void join() {
        assertNull(kept.since("g"));
        assertEquals(List.of(), kept.joined("g", result(3)));
    }

    @Test
    void whoComesBackAsksForWhatCameBehindTheLastMessageItHasSeen() {
        join();
        kept.message(message(4));
        assertEquals(new JsonObject().put("epoch", "e").put("offset", 4L), kept.since("g"));
        assertEquals(List.of(5L, 6L), offsets(kept.joined("g", recovered(6, 5L, 6L))));
        assertEquals(List.of(7L), offsets(kept.message(message(7))));
    }

    @Test
    void aMessageThatComesTwiceOrLateToAMemberIsToldAsItComes() {
        join();
        assertEquals(List.of(4L), offsets(kept.message(message(4))));
        assertEquals(List.of(4L), offsets(kept.message(message(4))));
        assertEquals(List.of(6L), offsets(kept.message(message(6))));
        assertEquals(List.of(5L), offsets(kept.message(message(5))));
        assertEquals(new JsonObject().put("epoch", "e").put("offset", 6L), kept.since("g"));
    }

    /** The node that the session comes from had told it more than the new one has delivered by then. */
    @Test
    void whatCameAheadOfTheAnswerOfANodeThatIsBehindComesOnceMoreAndIsToldOnce() {
        join();
        kept.lost();
        kept.since("g");
        kept.message(message(4));
        kept.message(message(5));
        assertEquals(List.of(4L, 5L), offsets(kept.joined("g", recovered(3))));
        assertEquals(List.of(), kept.message(message(4)));
        assertEquals(List.of(), kept.message(message(5)));
        assertEquals(List.of(6L), offsets(kept.message(message(6))));
        assertEquals(List.of(6L), offsets(kept.message(message(6))));
    }

    @Test
    void aMessageThatCameAheadOfTheAnswerIsToldOnceAndInItsPlace() {
        join();
        kept.since("g");
        assertEquals(List.of(), kept.message(message(5)));
        assertEquals(List.of(4L, 5L), offsets(kept.joined("g", recovered(5, 4L, 5L))));
    }

    @Test
    void itsOwnMessagesMoveTheClientOn() {
        join();
        kept.published("g", 4L);
        assertEquals(new JsonObject().put("epoch", "e").put("offset", 4L), kept.since("g"));
    }

    @Test
    void whereNothingIsRecoveredItGoesOnInTheNewEpoch() {
        join();
        kept.since("g");
        JsonObject answer = result(1).put("recovered", false);
        answer.getJsonObject("position").put("epoch", "f");
        assertEquals(List.of(), kept.joined("g", answer));
        assertEquals(List.of(2L), offsets(kept.message(message(2))));
        assertEquals(new JsonObject().put("epoch", "f").put("offset", 2L), kept.since("g"));
    }

    @Test
    void afterAGapItGoesOnBehindIt() {
        join();
        kept.skipped("g", new JsonObject().put("epoch", "f").put("offset", 0L));
        assertEquals(List.of(1L), offsets(kept.message(message(1))));
        assertEquals(new JsonObject().put("epoch", "f").put("offset", 1L), kept.since("g"));
    }

    @Test
    void aGapWhileAJoinIsUnansweredKeepsTheMessagesOfTwoEpochsApart() {
        join();
        kept.since("g");
        kept.message(message(40));
        assertEquals(
                List.of(40L),
                offsets(kept.skipped("g", new JsonObject().put("epoch", "f").put("offset", 0L))));
        kept.message(message(1));
        JsonObject answer = result(1).put("recovered", false);
        answer.getJsonObject("position").put("epoch", "f");
        assertEquals(List.of(1L), offsets(kept.joined("g", answer)));
        assertEquals(List.of(2L), offsets(kept.message(message(2))));
    }

    @Test
    void whatWaitedForAJoinWhenTheConnectionWasLostHidesNothingOfTheNewEpoch() {
        join();
        kept.since("g");
        kept.message(message(40));
        kept.lost();
        assertEquals(new JsonObject().put("epoch", "e").put("offset", 3L), kept.since("g"));
        kept.message(message(2));
        JsonObject answer = result(2).put("recovered", false);
        answer.getJsonObject("position").put("epoch", "f");
        assertEquals(List.of(2L), offsets(kept.joined("g", answer)));
        assertEquals(List.of(3L), offsets(kept.message(message(3))));
        assertEquals(new JsonObject().put("epoch", "f").put("offset", 3L), kept.since("g"));
    }

    @Test
    void whatWaitedForAJoinWhenTheConnectionWasLostComesWithTheNextAnswer() {
        join();
        kept.since("g");
        kept.message(message(5));
        kept.lost();
        kept.since("g");
        assertEquals(List.of(4L, 5L), offsets(kept.joined("g", recovered(5, 4L, 5L))));
    }

    @Test
    void whoLeftByItsOwnWillAsksForNothing() {
        join();
        kept.left("g");
        assertEquals(List.of(4L), offsets(kept.message(message(4))));
        assertNull(kept.since("g"));
    }

    @Test
    void groupsThatKeepNothingAreToldAsTheyCome() {
        kept.since("g");
        JsonObject plain = new JsonObject().put("group", "g");
        assertEquals(List.of(plain), kept.message(plain));
        assertEquals(List.of(), kept.joined("g", new JsonObject()));
        assertNull(kept.since("g"));
    }
}
