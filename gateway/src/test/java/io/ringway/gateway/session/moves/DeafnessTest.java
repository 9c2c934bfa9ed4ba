package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.Recipient;
import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session has moved, and the mark of a third node is later than it is waited for. */
class DeafnessTest {
    private static final int LOST = 1006;
    private static final int GOODBYE = 1000;
    private static final Tenant DEMO = new Tenant("demo");
    private static final UserId ADA = new UserId(DEMO, "ada");
    private static final Sender EVE = new Sender(new UserId(DEMO, "eve"), null);
    private static final NodeRef THIRD = new NodeRef(7, 0);
    /** More than it takes until a node is asked once more. */
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.home.connect("ada").joined("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final Client again;

    DeafnessTest() {
        nodes.link();
        nodes.there.peers = Set.of(nodes.here.self(), THIRD);
        nodes.here.peers = Set.of(nodes.there.self(), THIRD);
        ada.close(LOST);
        again = nodes.abroad.resume("ada", ada.resumeToken(), 1);
        await().until(() -> !nodes.here.told.isEmpty());
        nodes.home.run(() -> nodes.there.inbox().message(THIRD, new Group(DEMO, "lobby"), message("lobby", "early")));
        await().until(() -> !again.socket().ofType("welcome").isEmpty());
        assertFalse(again.socket().ofType("welcome").getFirst().getBoolean("recovered"));
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static Buffer message(String group, String text) {
        return EnvelopeCodec.encode(new Envelope.GroupMessage(new Group(DEMO, group), EVE, content(text)));
    }

    private static Content content(String text) {
        return Content.json('"' + text + '"');
    }

    /** The third node says something to the group, and this node is told. */
    private void say(String text) {
        nodes.abroad.run(() -> nodes.here.inbox().message(THIRD, new Group(DEMO, "lobby"), message("lobby", text)));
    }

    private void markOfTheThird(boolean isSure) {
        Buffer mark = EnvelopeCodec.encode(new Envelope.Mark(DEMO, cid, 1, isSure));
        nodes.abroad.run(() -> nodes.here.inbox().message(THIRD, mark));
    }

    private List<String> heard() {
        return again.socket().ofType("message").stream()
                .map(message -> message.getString("content"))
                .toList();
    }

    private List<String> gaps() {
        return again.socket().ofType("gap").stream()
                .filter(gap -> !gap.containsKey("position"))
                .map(gap -> gap.getString("group"))
                .toList();
    }

    private long questions() throws EnvelopeException {
        long questions = 0;
        for (Buffer posted : nodes.here.posted) {
            questions += EnvelopeCodec.decode(posted) instanceof Envelope.Crossing ? 1 : 0;
        }
        return questions;
    }

    private long questionsIn(Duration time) throws EnvelopeException {
        nodes.abroad.run(nodes.here.posted::clear);
        for (long passed = 0; passed < time.toSeconds(); passed++) {
            nodes.abroad.pass(Duration.ofSeconds(1));
        }
        return questions();
    }

    @Test
    void whatANodeSaysBeforeItsMarkIsMissedAndToldWithTheMarkAndNothingComesTwice() {
        say("early");
        say("later");
        assertEquals(List.of("early"), heard(), "passed on by the old node");
        assertEquals(List.of(), gaps());
        markOfTheThird(true);
        assertEquals(List.of("lobby"), gaps());
        say("at last");
        assertEquals(List.of("early", "at last"), heard());
    }

    @Test
    void aMarkBehindWhichNothingWasMissedIsNotTold() {
        markOfTheThird(true);
        say("at last");
        assertEquals(List.of(), gaps());
        assertEquals(List.of("early", "at last"), heard());
    }

    @Test
    void aMarkThatIsNotSureIsTold() {
        markOfTheThird(false);
        assertEquals(List.of("lobby"), gaps());
    }

    @Test
    void whoMissesAPrivateMessageComesOnceMore() {
        Buffer letter =
                EnvelopeCodec.encode(new Envelope.PrivateMessage(new Recipient.User(ADA), EVE, content("psst")));
        nodes.abroad.run(() -> nodes.here.inbox().message(THIRD, ADA, letter));
        assertEquals(List.of(), again.socket().ofType("private"));
        markOfTheThird(true);
        assertEquals(CloseCode.OVERLOADED, again.socket().closeCode());
    }

    @Test
    void aNodeThatHasSetNoMarkIsAskedOnceMoreAndItsSecondMarkSaysNothing() throws EnvelopeException {
        assertNotEquals(0, questionsIn(A_WHILE), "asked again");
        say("missed");
        markOfTheThird(true);
        markOfTheThird(false);
        assertEquals(List.of("lobby"), gaps());
        assertEquals(0, questionsIn(A_WHILE));
        say("at last");
        assertEquals(List.of("early", "at last"), heard());
    }

    @Test
    void nobodyIsAskedForASessionThatHasEnded() throws EnvelopeException {
        again.close(GOODBYE);
        assertEquals(0, questionsIn(A_WHILE));
    }

    @Test
    void aNodeThatIsGoneWithoutAWordIsNotWaitedForForEver() throws EnvelopeException {
        say("missed");
        nodes.here.peers = Set.of(nodes.there.self());
        assertEquals(0, questionsIn(A_WHILE));
        assertEquals(List.of("lobby"), gaps());
        say("at last");
        assertEquals(List.of("early", "at last"), heard());
    }
}
