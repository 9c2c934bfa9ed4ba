package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.OFFER;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode.Client;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of skapi-js whose connection breaks, and who come back on another node: their pages have on file what they had. */
class SkapiMovedTest {

    private final HomeAndAbroad nodes = new HomeAndAbroad();

    @AfterEach
    void close() {
        nodes.close();
    }

    private static String ring(Client caller, String cid, int id) {
        caller.send("{\"type\":\"call\",\"id\":" + id + ",\"cid\":\"" + cid + "\"," + OFFER + "}");
        return caller.socket().answer(id).getString("call_id");
    }

    private static void ringInVain(Client caller, String cid, int id) {
        caller.send(request("hangup", id + 1, ring(caller, cid, id), ""));
    }

    /** It would have answered the first offer, and the second ring never connected. */
    @Test
    void aCallerThatRangInVainOnTheNodeBeforeComesUnderAnAliasThatCanBeCalledBack() {
        SkapiCaller bob = new SkapiCaller(nodes.home, "bob");
        Client ada = nodes.home.connect("ada");
        ringInVain(ada, bob.cid(), 1);
        ringInVain(ada, bob.cid(), 3);
        assertEquals(ada.cid(), bob.ringers().getFirst());
        String alias = bob.ringers().getLast();
        assertNotEquals(ada.cid(), alias);
        nodes.link();

        bob.lose();
        SkapiCaller back = new SkapiCaller(nodes.abroad, "bob");
        await().until(back::isThere);
        assertEquals(bob.cid(), back.cid());
        ada.close(1006);
        Client again = nodes.abroad.resume(
                "ada", ada.resumeToken(), ada.socket().frames().size());
        await().until(() -> !again.socket().ofType("welcome").isEmpty());
        assertEquals(ada.cid(), again.cid());

        ringInVain(again, back.cid(), 5);
        assertEquals(1, back.ringers().size());
        assertNotEquals(ada.cid(), back.ringers().getFirst());
        back.dial(alias);
        assertEquals("bob", last(again, "rtc:incoming").getString("user_id"));
    }

    /** What it has on file was known to the node that is lost, and nobody else. */
    @Test
    void whoComesBackFromALostNodeIsRungUnderAliases() {
        nodes.abroad.run(() -> nodes.here.inbox().nodeDown(nodes.there.self()));
        SkapiCaller back = new SkapiCaller(nodes.abroad, "bob");
        SkapiCaller opened = SkapiCaller.onANewPage(nodes.abroad, "carl");
        await().until(() -> back.isThere() && opened.isThere());
        Client ada = nodes.abroad.connect("ada");
        ringInVain(ada, back.cid(), 1);
        ringInVain(ada, opened.cid(), 3);
        assertNotEquals(ada.cid(), back.ringers().getFirst());
        assertEquals(List.of(ada.cid()), opened.ringers());
        back.dial(back.ringers().getFirst());
        assertEquals("bob", last(ada, "rtc:incoming").getString("user_id"));
    }

    @Test
    void aClientThatComesLongAfterALossIsANewOne() {
        nodes.abroad.run(() -> nodes.here.inbox().nodeDown(nodes.there.self()));
        nodes.abroad.pass(Duration.ofMinutes(2));
        SkapiCaller bob = new SkapiCaller(nodes.abroad, "bob");
        await().until(bob::isThere);
        Client ada = nodes.abroad.connect("ada");
        ringInVain(ada, bob.cid(), 1);
        assertEquals(List.of(ada.cid()), bob.ringers());
    }

    /** The end of the call before, which takes its way from the other node, was told under the name that the next one has, too. */
    @Test
    void whoHangsUpTheCallOfAnotherNodeAndDialsAgainKeepsWhatItDials() {
        nodes.link();
        SkapiCaller bob = new SkapiCaller(nodes.home, "bob");
        SkapiCaller ada = new SkapiCaller(nodes.abroad, "ada");
        await().until(() -> bob.isThere() && ada.isThere());
        bob.dial(ada.cid());
        await().until(() -> ada.ringers().size() == 1);
        bob.hangup(ada.cid());
        await().until(() -> ada.heard("hungup").size() == 1);
        bob.dial(ada.cid());
        await().until(() -> ada.ringers().size() == 2);
        ada.dial(bob.cid());
        await().until(() -> bob.ringers().size() == 1);
        String alias = ada.ringers().getLast();
        ada.accept(alias);
        await().until(() -> bob.heard("pickup").size() == 1
                && bob.heard("hungup").contains(bob.ringers().getFirst()));

        ada.hangupAndDial(alias, bob.cid());
        await().until(() -> ada.heard("hungup").contains(alias) && bob.ringers().size() == 2);
        bob.accept(bob.ringers().getLast());
        await().until(() -> ada.heard("pickup").contains(bob.cid()));
        assertEquals(List.of(bob.cid(), alias), ada.heard("hungup"), "of the ring in vain, and of the call");
        ada.hangup(bob.cid());
        await().until(() -> ada.heard("hungup").size() == 3);
    }
}
