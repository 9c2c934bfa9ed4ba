package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bob goes to the node of Ada, who goes on speaking to him: what she said before is passed on by the node that he comes from. */
class OvertakingTest {
    private static final int LOST = 1006;
    private static final String OFFER = ",\"description\":{\"type\":\"offer\",\"sdp\":\"v=0\"}}";
    private static final String ANSWER = ",\"description\":{\"type\":\"answer\",\"sdp\":\"v=0 a\"}}";
    private static final int BEFORE = 3;
    private static final int ALL = 6;

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.abroad.connect("ada").join("lobby");
    private final Client bob = nodes.home.connect("bob").join("lobby");

    OvertakingTest() {
        nodes.link();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private interface Speech {
        void say(int number);
    }

    /** The first while his new node does not know yet that he comes, the others once it does, and none of the first has come. */
    private Client moveWhile(Speech speech) {
        Promise<Void> known = Promise.promise();
        Promise<Void> given = Promise.promise();
        nodes.here.answers = (node, question) -> nodes.here
                .askLinked(node, question)
                .onSuccess(answer -> given.tryComplete())
                .compose(answer -> known.future().map(answer));
        bob.close(LOST);
        nodes.there.isLate = true;
        Client again = nodes.abroad.resume(
                "bob", bob.resumeToken(), bob.socket().frames().size() - 1);
        await().until(() -> given.future().isComplete());
        IntStream.range(0, BEFORE).forEach(speech::say);
        nodes.abroad.run(known::complete);
        await().until(() -> !nodes.here.told.isEmpty());
        IntStream.range(BEFORE, ALL).forEach(speech::say);
        return again;
    }

    private static Client welcomed(Client client) {
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        return client;
    }

    private void say(int number) {
        String what = number % 2 == 0 ? "relay\",\"group\":\"lobby" : "send";
        ada.send("{\"type\":\"" + what + "\",\"id\":" + (100 + number) + ",\"cid\":\"" + bob.cid() + "\",\"content\":"
                + number + "}");
    }

    private static List<Integer> heard(Client client) {
        return client.socket().frames().stream()
                .filter(frame -> Set.of("relay", "private").contains(frame.getString("type")))
                .map(frame -> frame.getInteger("content"))
                .toList();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private void assertAnswered(int number, String type) {
        await().until(() -> Stream.of("result", "error")
                .flatMap(each -> ada.socket().ofType(each).stream())
                .anyMatch(frame -> frame.getInteger("id", 0) == 100 + number));
        assertEquals(type, ada.socket().answer(100 + number).getString("type"));
    }

    @Test
    void whatIsForOneConnectionOvertakesNothingOfItsSender() {
        Client again = moveWhile(this::say);
        nodes.there.arrive();
        welcomed(again);
        await().until(() -> heard(again).size() == ALL);
        assertEquals(numbers(0, ALL), heard(again));
        assertTrue(again.socket().ofType("welcome").getFirst().getBoolean("recovered"));
        numbers(0, ALL).forEach(number -> assertAnswered(number, "result"));
    }

    /** What it still had is lost with it, and the client is told so. */
    @Test
    void whatWaitsIsDeliveredWhenTheNodeThatIsWaitedForDies() {
        Client again = moveWhile(this::say);
        nodes.abroad.run(() -> {
            nodes.here.peers = Set.of();
            nodes.here.inbox().nodeDown(nodes.there.self());
        });
        welcomed(again);
        await().until(() -> heard(again).size() == ALL - BEFORE);
        assertEquals(numbers(BEFORE, ALL), heard(again));
        numbers(BEFORE, ALL).forEach(number -> assertAnswered(number, "result"));
    }

    /** It waits as long as for any node, which is three seconds. */
    @Test
    void whatWaitsIsDeliveredWhenTheNodeThatIsWaitedForSaysNothing() {
        Client again = moveWhile(this::say);
        welcomed(again);
        assertEquals(numbers(BEFORE, ALL), heard(again));
        numbers(BEFORE, ALL).forEach(number -> assertAnswered(number, "result"));
    }

    @Test
    void whoHasEndedOnTheWayIsNobodyWhomAnythingReaches() {
        Client again = moveWhile(this::say);
        nodes.abroad.disconnect(bob.cid());
        nodes.there.arrive();
        await().until(() -> again.socket().closeCode() != null);
        numbers(BEFORE, ALL).forEach(number -> assertAnswered(number, "error"));
    }

    private static String call(Client caller, Client callee) {
        caller.send("{\"type\":\"call\",\"id\":50,\"cid\":\"" + callee.cid() + "\"" + OFFER);
        await().until(() -> !callee.socket().ofType("rtc:incoming").isEmpty());
        String call = callee.socket().ofType("rtc:incoming").getLast().getString("call_id");
        callee.send("{\"type\":\"accept\",\"id\":51,\"call_id\":\"" + call + "\"" + ANSWER);
        await().until(() -> !caller.socket().ofType("rtc:accepted").isEmpty()
                && !callee.socket().ofType("rtc:signal").isEmpty());
        return call;
    }

    private void assertSignalsInOrder(String call) {
        Client again = moveWhile(number -> {
            ada.send("{\"type\":\"signal\",\"id\":" + (100 + number) + ",\"call_id\":\"" + call
                    + "\",\"candidate\":{\"candidate\":\"" + number + "\"}}");
            if (number == ALL - 1) {
                ada.send("{\"type\":\"hangup\",\"id\":60,\"call_id\":\"" + call + "\"}");
            }
        });
        nodes.there.arrive();
        welcomed(again);
        await().until(() -> !again.socket().ofType("rtc:closed").isEmpty());
        List<String> told = again.socket().frames().stream()
                .filter(frame -> frame.getString("type", "").startsWith("rtc:"))
                .map(OvertakingTest::inShort)
                .filter(event -> event.matches("[0-9]|rtc:closed"))
                .toList();
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "rtc:closed"), told);
        numbers(0, ALL).forEach(number -> assertAnswered(number, "result"));
    }

    private static String inShort(JsonObject event) {
        JsonObject candidate = event.getJsonObject("candidate");
        return candidate == null ? event.getString("type") : candidate.getString("candidate");
    }

    @Test
    void theSignalsToACalleeOvertakeNoneAndTheEndComesBehindThem() {
        assertSignalsInOrder(call(ada, bob));
    }

    /** The call comes with him, and her signals had gone to the node that owned it. */
    @Test
    void theSignalsToACallerOvertakeNoneAndTheEndComesBehindThem() {
        assertSignalsInOrder(call(bob, ada));
    }
}
