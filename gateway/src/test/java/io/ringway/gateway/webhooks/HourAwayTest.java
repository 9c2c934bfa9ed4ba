package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.webhooks.Hour.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of an hour's events, and of more, where their receiver takes none meanwhile; with the bounds that are the default. */
class HourAwayTest {
    private static final int HOUR = 3_600;
    private static final int DAY = 24 * HOUR;

    @Test
    void anHourOf500AtFiveEventsASecondLosesNothingAndTellsAllInOrder() {
        Hour hour = new Hour();
        hour.answer(Answer.FAILS);
        hour.pass(HOUR, 5);
        assertEquals(List.of(), hour.told());
        hour.answer(Answer.TAKES);
        hour.settle();
        hour.assertAllToldInOrder(5 * HOUR);
        assertEquals(List.of(), hour.dead());
        assertEquals(0, hour.lost());
    }

    @Test
    void anHourOf500AtFiftyEventsASecondInOneGroupTakesAThirdOfTheRoom() {
        Hour hour = new Hour(1);
        hour.answer(Answer.FAILS);
        hour.pass(HOUR, 50);
        assertEquals(List.of(), hour.dead());
        assertEquals(0, hour.lost());
        long bytes = hour.waitingBytes();
        assertTrue(bytes > 50L * HOUR * 300 && bytes < (256 << 20) / 3, bytes + " bytes wait");
    }

    @Test
    void anHourOf410KeepsEverythingUntilItIsEnabled() {
        Hour hour = new Hour();
        hour.answer(Answer.GONE);
        hour.pass(HOUR, 5);
        int asked = hour.asked();
        assertTrue(asked <= 16, asked + " times asked");
        assertEquals(List.of(), hour.dead());
        hour.answer(Answer.TAKES);
        hour.pass(HOUR, 0);
        assertEquals(asked, hour.asked(), "nobody asks it");
        hour.enable();
        hour.settle();
        hour.assertAllToldInOrder(5 * HOUR);
        assertEquals(0, hour.lost());
    }

    @Test
    void whatWasPutAsideAfterADayOf410IsToldInOrderWhenAllOfItIsSentOnceMore() {
        Hour hour = new Hour();
        hour.answer(Answer.GONE);
        hour.pass(HOUR, 5);
        hour.pass(DAY, 0);
        assertEquals(100, hour.dead().size(), "a page");
        hour.pass(600, 5);
        assertEquals(5 * HOUR, hour.replayAll());
        assertEquals(List.of(), hour.dead());
        assertEquals(0, hour.replayAll(), "there is nothing more");
        hour.answer(Answer.TAKES);
        hour.enable();
        hour.settle();
        hour.assertAllToldInOrder(5 * (HOUR + 600));
        assertEquals(0, hour.lost());
    }

    @Test
    void twoDaysOf500PutAsideWhatIsOlderThanADayAndTellItAfterwardsFromItsPlace() {
        Hour hour = new Hour();
        hour.answer(Answer.FAILS);
        hour.pass(600, 5);
        hour.pass(2 * DAY, 0);
        assertEquals(100, hour.dead().size());
        hour.pass(600, 5);
        hour.answer(Answer.TAKES);
        assertEquals(5 * 600, hour.replayAll());
        hour.settle();
        hour.assertAllTold(5 * 1_200);
        assertEquals(0, hour.lost());
    }

    @Test
    void whereMoreWaitsThanThereIsRoomForTheOldestArePutAsideAndNothingIsLost() {
        Hour hour = new Hour(8, 1 << 20, 1 << 24);
        hour.answer(Answer.FAILS);
        hour.pass(HOUR, 5);
        assertTrue(hour.waitingBytes() <= 1 << 20, hour.waitingBytes() + " bytes wait");
        assertEquals(
                "too many wait behind it, and it answers with status 500",
                hour.dead().getFirst().getString("reason"));
        hour.answer(Answer.TAKES);
        hour.settle();
        hour.replayUntilNothingIsLeft();
        hour.assertAllTold(5 * HOUR);
        assertEquals(0, hour.lost());
    }

    @Test
    void theFirstLossIsInHealthInTheListOfDeadLettersAndCounted() {
        Hour hour = new Hour(8, 1 << 20, 1 << 20);
        hour.answer(Answer.FAILS);
        hour.pass(60, 5);
        assertEquals(List.of(), hour.troubles());
        hour.pass(HOUR, 5);
        assertTrue(hour.lost() > 0);
        assertEquals(1, hour.troubles().size());
        assertTrue(
                hour.troubles()
                        .getFirst()
                        .startsWith(
                                "degraded: " + hour.lostJson().getLong("count") + " events for r are lost since 2027-"),
                hour.troubles()::toString);
        assertEquals(hour.lost(), hour.lostJson().getInteger("count"));
        assertTrue(hour.lostJson().getLong("since") < hour.lostJson().getLong("last"));
        hour.answer(Answer.TAKES);
        hour.settle();
        hour.replayUntilNothingIsLeft();
        hour.assertAllTold(5 * (HOUR + 60) - hour.lost());
        hour.pass(2 * HOUR, 0);
        assertEquals(List.of(), hour.troubles(), "it is no news any more");
        assertEquals(hour.lost(), hour.lostJson().getInteger("count"), "and known still");
    }

    @Test
    void anEventThatIsRefusedWhileOthersAreTakenDoesNotHoldItsGroupUpForADay() {
        Hour hour = new Hour(2);
        hour.refuse(0);
        hour.pass(1_200, 5);
        hour.settle();
        assertEquals(List.of(0L), hour.deadUsers());
        assertEquals(5 * 1_200 - 1, hour.told().size());
    }
}
