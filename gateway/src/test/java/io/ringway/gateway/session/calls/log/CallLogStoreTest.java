package io.ringway.gateway.session.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls while the store of their history is away, or slow. */
class CallLogStoreTest {
    private final List<Promise<Boolean>> held = new ArrayList<>();
    private boolean down;
    private boolean slow;
    private int appends;
    private final TestNode node = new TestNode(TestSetup.USUAL.withStores(Moody::new));
    private final Client ada = node.connect("ada");

    @AfterEach
    void close() {
        node.close();
    }

    /** A store that fails, or does not answer, as the test says. Hub only, as the test's own tasks are. */
    private final class Moody implements ListStore {
        private final ListStore store;

        Moody(ListStore store) {
            this.store = store;
        }

        private <T> Future<T> ask(Supplier<Future<T>> question) {
            if (down) {
                return Future.failedFuture("down");
            }
            if (slow) {
                Promise<Boolean> turn = Promise.promise();
                held.add(turn);
                return turn.future().compose(now -> question.get());
            }
            return question.get();
        }

        @Override
        public Future<Integer> append(ListKey key, Item item) {
            appends++;
            return ask(() -> store.append(key, item));
        }

        @Override
        public Future<ListPage> page(ListKey key, String after, int limit) {
            return ask(() -> store.page(key, after, limit));
        }

        @Override
        public Future<Integer> mark(ListKey key, String upTo) {
            return ask(() -> store.mark(key, upTo));
        }

        @Override
        public Future<Integer> remove(ListKey key, String id) {
            return ask(() -> store.remove(key, id));
        }

        @Override
        public Optional<String> trouble() {
            return down ? Optional.of("down") : Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return store.close();
        }
    }

    private JsonObject ask(int id, String type) {
        ada.send("{\"type\":\"" + type + "\",\"id\":" + id + ",\"call_id\":\"" + ada.cid() + "\"}");
        return ada.socket().answer(id);
    }

    private void callNobody() {
        ada.send("{\"type\":\"call\",\"id\":1,\"user_id\":\"bob\"}");
        assertEquals("result", ada.socket().answer(1).getString("type"));
        assertEquals("unreachable", ada.socket().ofType("rtc:closed").getFirst().getString("reason"));
    }

    @Test
    void callsGoOnWhileTheStoreIsAwayAndTheHistoryIsUnavailable() {
        down = true;
        callNobody();
        for (String type : List.of("calls", "calls_seen", "call_timeline")) {
            JsonObject answer = ask(type.length() + 10, type);
            assertEquals("unavailable", answer.getString("code"), type);
            assertTrue(answer.getBoolean("temporary"));
        }
        assertEquals(
                1,
                node.connect("bob").socket().frames().size(),
                "a connection opens, and is told nothing of its calls");
    }

    @Test
    void callsGoOnWhileTheStoreDoesNotAnswer() {
        slow = true;
        callNobody();
        assertEquals(1, node.connect("bob").socket().frames().size());
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWhenTheStoreIsBack() {
        down = true;
        callNobody();
        node.pass(Duration.ofSeconds(3));
        down = false;
        node.pass(Duration.ofSeconds(5));
        Client bob = node.connect("bob");
        assertEquals(1, bob.socket().ofType("missed_calls").getFirst().getInteger("unseen"));
        assertEquals(1, ask(2, "calls").getJsonArray("calls").size());
    }

    @Test
    void afterAMinuteItIsGivenUp() {
        down = true;
        callNobody();
        pass(180);
        int tries = appends;
        node.pass(Duration.ofMinutes(5));
        assertEquals(tries, appends);
        assertEquals(5 * 6, tries, "two lines and two entries, and the end after them, six times each");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            node.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void theTimelineOfACallWhoseEntriesWereGivenUpWasNeverClosed() {
        node.connect("bob");
        ada.send("{\"type\":\"call\",\"id\":1,\"user_id\":\"bob\"}");
        String call = ada.socket().answer(1).getString("call_id");
        down = true;
        ada.send("{\"type\":\"hangup\",\"id\":2,\"call_id\":\"" + call + "\"}");
        ada.socket().answer(2);
        pass(70);
        down = false;
        pass(70);
        ada.send("{\"type\":\"call_timeline\",\"id\":3,\"call_id\":\"" + call + "\"}");
        JsonArray lines = ada.socket().answer(3).getJsonArray("lines");
        assertEquals("closed", lines.getJsonObject(lines.size() - 1).getString("what"));
    }

    @Test
    void aNodeThatStopsWaitsForItsLastCallsToBeStored() {
        node.connect("bob");
        ada.send("{\"type\":\"call\",\"id\":1,\"user_id\":\"bob\"}");
        slow = true;
        Future<Void> stopped = node.node().stop();
        node.run(() -> {});
        assertFalse(stopped.isComplete());
        node.run(this::answer);
        assertFalse(stopped.isComplete(), "the ends follow the entries");
        node.run(this::answer);
        assertTrue(stopped.succeeded());
    }

    private void answer() {
        List<Promise<Boolean>> turns = List.copyOf(held);
        held.clear();
        turns.forEach(turn -> turn.complete(true));
    }

    /** Its owner died between; whoever was left found the timeline closed, and entered nothing. */
    @Test
    void aCallWhoseOwnerDiedAfterItsTimelineWasClosedWasInNoHistory() {
        slow = true;
        ada.send("{\"type\":\"call\",\"id\":1,\"user_id\":\"bob\"}");
        ada.socket().answer(1);
        assertEquals(4, appends, "how it began and rang nobody, and two entries: not its end");
        node.run(this::answer);
        assertEquals(5, appends);
    }

    @Test
    void whoIsGoneBeforeTheStoreAnswersIsNotTold() {
        callNobody();
        slow = true;
        Client bob = node.connect("bob");
        bob.close(1000);
        node.run(() -> held.forEach(turn -> turn.complete(true)));
        assertEquals(1, bob.socket().frames().size());
    }
}
