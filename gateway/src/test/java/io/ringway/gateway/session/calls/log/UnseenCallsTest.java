package io.ringway.gateway.session.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnseenCallsTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final UserId BOB = new UserId(new Tenant("demo"), "bob");

    private final Deque<Promise<Integer>> asked = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final UnseenCalls calls = new UnseenCalls(
            user -> {
                Promise<Integer> answer = Promise.promise();
                asked.add(answer);
                return answer.future();
            },
            (user, count) -> told.add(user.id() + " " + count));

    /** One node wrote a missed call down, another marked all as seen before; their words came the other way round. */
    @Test
    void theCountStayedWrongWhereACallWasMissedAsOthersWereSeen() {
        calls.changed(ADA, 1);
        asked.remove().complete(1);
        calls.changed(ADA, 3);
        asked.remove().complete(1);
        assertEquals(List.of("ada 1", "ada 1"), told);
    }

    @Test
    void whatChangesWhileItIsReadIsReadAgainAndToldOnce() {
        calls.changed(ADA, 1);
        calls.changed(ADA, 2);
        calls.changed(ADA, 3);
        asked.remove().complete(1);
        assertEquals(List.of(), told);
        asked.remove().complete(3);
        assertEquals(List.of("ada 3"), told);
        assertEquals(0, asked.size());
    }

    @Test
    void oneUserDoesNotWaitForAnother() {
        calls.changed(ADA, 1);
        calls.changed(BOB, 2);
        asked.removeLast().complete(2);
        assertEquals(List.of("bob 2"), told);
    }

    @Test
    void whereTheStoreDoesNotAnswerTheLastThatIsKnownIsTold() {
        calls.changed(ADA, 1);
        calls.changed(ADA, 2);
        asked.remove().fail("away");
        asked.remove().fail("away");
        assertEquals(List.of("ada 2"), told);
    }

    private void open(String device) {
        calls.opened(ADA, count -> told.add(device + " " + count));
    }

    @Test
    void aNewConnectionIsToldWhatTheUserHasMissedIfAnything() {
        open("phone");
        open("tablet");
        asked.remove().complete(2);
        asked.remove().complete(0);
        assertEquals(List.of("phone 2"), told);
        open("laptop");
        asked.remove().fail("away");
        assertEquals(List.of("phone 2"), told);
    }

    /** Its reading ends after a later one has told all connections, of which it is one. */
    @Test
    void whatIsReadForANewConnectionIsNotToldAfterALaterChange() {
        open("phone");
        Promise<Integer> late = asked.remove();
        calls.changed(ADA, 0);
        asked.remove().complete(0);
        late.complete(3);
        assertEquals(List.of("ada 0"), told);
    }

    @Test
    void whileAChangeIsReadANewConnectionIsToldWithTheOthers() {
        calls.changed(ADA, 1);
        open("phone");
        asked.remove().complete(1);
        assertEquals(List.of("ada 1"), told);
        assertEquals(0, asked.size());
    }

    @Test
    void aChangeOfOneUserTellsNoNewConnectionOfAnother() {
        open("phone");
        calls.changed(BOB, 1);
        asked.remove().complete(2);
        assertEquals(List.of("phone 2"), told);
    }
}
