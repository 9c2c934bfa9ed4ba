package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.ANSWER;
import static io.ringway.gateway.session.calls.CallFrames.OFFER;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bob rings Ada for ten seconds, and comes to her node in the last of them, while she answers. */
class LateAnswersTest {
    private static final int LOST = 1006;
    private static final Duration REST = Duration.ofSeconds(11);

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.abroad.connect("ada");
    private final Client bob = nodes.home.connect("bob");
    private final Promise<Void> given = Promise.promise();
    private final Promise<Void> known = Promise.promise();
    private String call = "";

    @BeforeEach
    void ring() {
        nodes.link();
        bob.send("{\"type\":\"call\",\"id\":50,\"cid\":\"" + ada.cid() + "\",\"timeout_ms\":10000," + OFFER + "}");
        await().until(() -> !ada.socket().ofType("rtc:incoming").isEmpty());
        call = ada.socket().ofType("rtc:incoming").getFirst().getString("call_id");
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    /** What his new node is given it knows when the test says so; what the one before says after that comes late. */
    private Client move() {
        nodes.here.answers = (node, question) -> nodes.here
                .askLinked(node, question)
                .onSuccess(answer -> given.tryComplete())
                .compose(answer -> known.future().map(answer));
        bob.close(LOST);
        nodes.there.isLate = true;
        Client again = nodes.abroad.resume(
                "bob", bob.resumeToken(), bob.socket().frames().size() - 1);
        await().until(() -> given.future().isComplete());
        return again;
    }

    private void arrive() {
        nodes.abroad.run(known::complete);
        await().until(() -> !nodes.here.told.isEmpty());
    }

    private void accept() {
        ada.send(request("accept", 51, call, "," + ANSWER));
    }

    private void assertAnswered(Client again) {
        nodes.there.arrive();
        await().until(() -> !again.socket().ofType("rtc:accepted").isEmpty()
                || !again.socket().ofType("rtc:closed").isEmpty());
        assertEquals(List.of(), again.socket().ofType("rtc:closed"));
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"));
        nodes.abroad.pass(REST);
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"), "they talk");
    }

    /** It was passed on when the ring had timed out on the new node. */
    @Test
    void anAnswerThatTheNodeBeforeWasGivenInTimeCounts() {
        Client again = move();
        accept();
        arrive();
        nodes.abroad.pass(REST);
        assertAnswered(again);
    }

    /** It waited for what the node before still had to say, and the ring timed out meanwhile. */
    @Test
    void anAnswerThatWaitsForItsTurnCounts() {
        Client again = move();
        arrive();
        accept();
        nodes.abroad.pass(REST);
        assertAnswered(again);
    }

    @Test
    void aRingThatNobodyHasAnsweredIsOverWhenTheCallerIsThere() {
        Client again = move();
        arrive();
        nodes.abroad.pass(REST);
        assertEquals(List.of(), ada.socket().ofType("rtc:closed"));
        nodes.there.arrive();
        await().until(() -> !again.socket().ofType("welcome").isEmpty());
        nodes.abroad.pass(Duration.ofSeconds(1));
        await().until(() -> !again.socket().ofType("rtc:closed").isEmpty());
        assertEquals("timeout", again.socket().ofType("rtc:closed").getFirst().getString("reason"));
        assertEquals("timeout", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));
    }
}
