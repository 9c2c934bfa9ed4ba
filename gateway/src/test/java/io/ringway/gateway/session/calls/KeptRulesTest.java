package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallFrames.callUser;
import static io.ringway.gateway.session.calls.CallFrames.last;
import static io.ringway.gateway.session.calls.CallFrames.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallChoices;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What users say about calls to them, with a store that outlives nodes, and without. */
class KeptRulesTest {
    private static final UserId BOB = new UserId(new Tenant("demo"), "bob");
    private static final CallRule EVE = new CallRule.Blocks("eve", true, 1);

    private final FakeWords store = new FakeWords();
    private final TestSetup setup = TestSetup.USUAL.with(store);
    private int ids = 100;

    private JsonObject ask(Client client, String type, String more) {
        int id = ids++;
        client.send("{\"type\":\"" + type + "\",\"id\":" + id + more + "}");
        return client.socket().answer(id);
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoWasBlockedRangAgainAfterTheNodeHadBeenStartedAnew() throws Exception {
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            ask(bob, "block", ",\"user_id\":\"eve\"");
            ask(bob, "block", ",\"user_id\":\"mallory\"");
            ask(bob, "unblock", ",\"user_id\":\"mallory\"");
            assertEquals(
                    "result", ask(bob, "on_busy", ",\"on_busy\":\"reject\"").getString("type"));
        }
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            callUser(node.connect("eve"), "bob", 1);
            assertEquals(List.of(), bob.socket().ofType("rtc:incoming"));
            bob.send(request("accept", 1, callUser(node.connect("ada"), "bob", 2), ""));
            Client mallory = node.connect("mallory");
            callUser(mallory, "bob", 3);
            assertEquals("busy", last(mallory, "rtc:closed").getString("reason"), "not blocked, and bob is in a call");
            assertEquals(
                    new CallChoices(List.of("eve"), BusyPolicy.REJECT),
                    done(node.node().backend().callChoices(BOB)));
        }
    }

    @Test
    void aBlockThatTheStoreDidNotTakeHoldsIsToldSoAndIsWrittenWhenItAnswers() {
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            store.down(true);
            JsonObject refused = ask(bob, "block", ",\"user_id\":\"eve\"");
            assertEquals("unavailable", refused.getString("code"));
            assertTrue(refused.getBoolean("temporary"));
            callUser(node.connect("eve"), "bob", 1);
            assertEquals(List.of(), bob.socket().ofType("rtc:incoming"));

            store.down(false);
            node.pass(Duration.ofSeconds(1));
            assertEquals(1, store.size());
            assertEquals("result", ask(bob, "block", ",\"user_id\":\"eve\"").getString("type"));
        }
    }

    /** It was taken back in memory: said again it must not be answered as if there had been nothing to do. */
    @Test
    void whatWasTakenBackWhileTheStoreWasAwayIsNotDoneUntilItIsThere() {
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            ask(bob, "block", ",\"user_id\":\"eve\"");
            store.down(true);
            assertEquals(
                    "unavailable", ask(bob, "unblock", ",\"user_id\":\"eve\"").getString("code"));
            assertEquals(
                    "unavailable", ask(bob, "unblock", ",\"user_id\":\"eve\"").getString("code"));
            store.down(false);
            assertEquals("result", ask(bob, "unblock", ",\"user_id\":\"eve\"").getString("type"));
        }
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            callUser(node.connect("eve"), "bob", 1);
            assertEquals(1, bob.socket().ofType("rtc:incoming").size());
        }
    }

    @Test
    void aNodeThatStartedWhileTheStoreWasAwayReadsItLater() {
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            ask(bob, "block", ",\"user_id\":\"eve\"");
            ask(bob, "block", ",\"user_id\":\"mallory\"");
        }
        store.down(true);
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            assertEquals("unavailable", ask(bob, "blocked", "").getString("code"), "half a list would lie");
            ExecutionException unread = assertThrows(
                    ExecutionException.class, () -> done(node.node().backend().callChoices(BOB)));
            assertInstanceOf(UnavailableException.class, unread.getCause());
            assertThrows(
                    ExecutionException.class,
                    () -> done(node.node().backend().choose(BOB, new CallChoices(List.of(), null))));
            assertEquals(
                    "unavailable",
                    ask(bob, "unblock", ",\"user_id\":\"mallory\"").getString("code"));
            node.pass(Duration.ofSeconds(1));

            store.down(false);
            node.pass(Duration.ofSeconds(1));
            assertEquals(
                    List.of("eve"),
                    ask(bob, "blocked", "").getJsonArray("users").getList());
        }
    }

    @Test
    void whatTheStoreLostWhileItWasAwayIsWrittenAgain() {
        try (TestNode node = new TestNode(setup)) {
            Client bob = node.connect("bob");
            ask(bob, "block", ",\"user_id\":\"eve\"");
            store.down(true);
            node.pass(Duration.ofSeconds(1));
            store.lose();
            store.down(false);
            node.pass(Duration.ofSeconds(1));
            assertEquals(1, store.size());
        }
    }

    @Test
    void aRuleOfANodeThatDiedBeforeTheStoreWasBackIsWrittenByOneThatHeardOfIt() {
        store.down(true);
        KeptRules heard = new KeptRules(store);
        heard.heard(BOB, List.of(EVE));
        heard.tick();
        store.down(false);
        heard.tick();
        KeptRules later = new KeptRules(store);
        assertTrue(later.read().succeeded());
        assertEquals(List.of("eve"), later.rules().blocked(BOB));
    }

    @Test
    void whatIsHeardOnceMoreIsNotWrittenOnceMore() {
        KeptRules rules = new KeptRules(store);
        assertTrue(rules.keep(BOB, List.of(EVE)).succeeded());
        rules.rules().merge(BOB, EVE);
        store.lose();
        rules.heard(BOB, List.of(EVE));
        rules.tick();
        assertEquals(0, store.size());
    }

    @Test
    void aUserWhoBlocksOneAfterTheOtherDoesNotFillTheStore() {
        KeptRules rules = new KeptRules(store);
        for (int i = 0; i < 3_000; i++) {
            CallRule rule = new CallRule.Blocks("user" + i, false, i);
            rules.rules().merge(BOB, rule);
            assertTrue(rules.keep(BOB, List.of(rule)).succeeded());
        }
        rules.tick();
        assertEquals(2 * CallRules.MAX_BLOCKED, store.size());
    }

    private static Future<Void> block(KeptRules rules, int number) {
        CallRule rule = new CallRule.Blocks("user" + number, true, number);
        rules.rules().merge(BOB, rule);
        return rules.keep(BOB, List.of(rule));
    }

    @Test
    void oneRuleFromAnotherNodeDidNotMakeEachBlockWriteAllThatTheUserHasSaid() {
        KeptRules rules = new KeptRules(store);
        for (int i = 0; i < 300; i++) {
            assertTrue(block(rules, i).succeeded());
        }
        assertEquals(300, store.sent());
        rules.heard(BOB, List.of(EVE));
        assertTrue(block(rules, 300).succeeded());
        assertEquals(302, store.sent());
        assertTrue(block(rules, 301).succeeded());
        assertEquals(303, store.sent());
        rules.tick();
        assertEquals(303, store.sent());
    }

    @Test
    void aUserWhoBlocksManyWhileTheStoreHangsDidNotFillTheQueueToIt() {
        KeptRules rules = new KeptRules(store);
        Promise<Void> hanging = Promise.promise();
        store.answerAfter(hanging.future());
        List<Future<Void>> answers =
                IntStream.range(0, 100).mapToObj(i -> block(rules, i)).toList();
        assertEquals(1, store.requests());
        assertTrue(answers.stream().noneMatch(Future::isComplete));
        hanging.complete();
        assertEquals(2, store.requests());
        assertEquals(100, store.sent());
        assertTrue(answers.stream().allMatch(Future::succeeded));
    }

    @Test
    void whatIsSaidWhileTheStoreIsAwayIsNotSentForEachThatSaysIt() {
        KeptRules rules = new KeptRules(store);
        store.down(true);
        for (int i = 0; i < 100; i++) {
            assertTrue(block(rules, i).failed());
        }
        assertEquals(0, store.requests());
        store.down(false);
        assertTrue(block(rules, 100).succeeded());
        assertEquals(101, store.size());
    }

    @Test
    void whatThereWasNoRoomForDidNotGoFromTheStoreInAllRequestsAtOnce() {
        KeptRules rules = new KeptRules(store);
        Promise<Void> hanging = Promise.promise();
        store.answerAfter(hanging.future());
        for (int i = 0; i < 2 * CallRules.MAX_BLOCKED + 1_200; i++) {
            rules.rules().merge(BOB, new CallRule.Blocks("user-" + i, false, i));
        }
        rules.tick();
        rules.tick();
        assertEquals(1, store.forgets());
        hanging.complete();
        assertEquals(3, store.forgets());
    }

    @Test
    void aBackendSaysItForAUser() throws Exception {
        try (TestNode node = new TestNode()) {
            Client bob = node.connect("bob");
            Backend backend = node.node().backend();
            ask(bob, "block", ",\"user_id\":\"ada\"");
            done(backend.choose(BOB, new CallChoices(List.of("eve", "mallory"), BusyPolicy.RING)));
            assertEquals(
                    List.of("eve", "mallory"),
                    ask(bob, "blocked", "").getJsonArray("users").getList());
            callUser(node.connect("eve"), "bob", 1);
            assertEquals(List.of(), bob.socket().ofType("rtc:incoming"));
            callUser(node.connect("ada"), "bob", 1);
            assertEquals(1, bob.socket().ofType("rtc:incoming").size());

            done(backend.choose(BOB, new CallChoices(List.of("mallory"), null)));
            CallChoices now = done(backend.callChoices(BOB));
            assertEquals(List.of("mallory"), now.blocked());
            assertNull(now.onBusy());
            assertFalse(done(backend.callChoices(new UserId(new Tenant("other"), "bob")))
                    .blocked()
                    .contains("mallory"));
        }
    }

    /** It held on the node that was asked again, and so was answered as if there had been nothing to do. */
    @Test
    void whatOneNodeCouldNotKeepAnotherDidNotCallKeptWhenItWasAskedAgain() {
        store.down(true);
        KeptRules one = new KeptRules(store);
        KeptRules two = new KeptRules(store);
        assertTrue(one.rules().merge(BOB, EVE));
        assertTrue(one.keep(BOB, List.of(EVE)).failed());
        two.heard(BOB, List.of(EVE));
        assertTrue(two.keep(BOB, List.of()).failed());
        store.down(false);
        assertTrue(two.keep(BOB, List.of()).succeeded());
        assertEquals(1, store.size());
    }

    @Test
    void aUserWhoseRuleMadeTheStoreThrowOnceWasNeverWrittenAgain() {
        KeptRules rules = new KeptRules(store);
        store.broken(true);
        assertThrows(IllegalStateException.class, () -> block(rules, 1));
        assertThrows(IllegalStateException.class, rules::tick);
        store.broken(false);
        assertTrue(block(rules, 2).succeeded());
        assertEquals(2, store.size());

        Promise<Void> hanging = Promise.promise();
        store.answerAfter(hanging.future());
        Future<Void> third = block(rules, 3);
        Future<Void> fourth = block(rules, 4);
        store.broken(true);
        hanging.complete();
        assertTrue(third.succeeded());
        assertTrue(fourth.failed());
        store.broken(false);
        rules.tick();
        assertEquals(4, store.size());
    }

    @Test
    void aRuleFromAnotherNodeThatThereWasNoRoomForWasWrittenAllTheSame() {
        KeptRules rules = new KeptRules(store);
        store.down(true);
        for (int i = 0; i < 2 * CallRules.MAX_BLOCKED; i++) {
            rules.heard(BOB, List.of(new CallRule.Blocks("user" + i, true, i + 10)));
        }
        rules.heard(BOB, List.of(new CallRule.Blocks("eve", false, 1)));
        rules.tick();
        store.down(false);
        rules.tick();
        assertEquals(2 * CallRules.MAX_BLOCKED, store.size());
        assertEquals(2 * CallRules.MAX_BLOCKED, rules.rules().of(BOB).size());
    }
}
