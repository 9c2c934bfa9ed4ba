package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.ServerError;
import io.ringway.tests.support.TestCluster;
import io.ringway.tests.support.Tokens;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sessions that outlive their connection, and their node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeIT {
    private static final Map<String, String> GRACE = Map.of("RINGWAY_SESSIONS_GRACE", "6s");
    private static final Duration PAST_THE_GRACE = Duration.ofSeconds(9);

    private static final int HOPS = 8;
    private static final int HEARD_BEFORE_A_HOP = 40;

    private TestCluster cluster;

    @BeforeAll
    void start() {
        cluster =
                TestCluster.start(3, Map.of("RINGWAY_SESSIONS_GRACE", "6s", "RINGWAY_SESSIONS_REPLAY_BYTES", "786432"));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private static void assertToldNothingOf(Client observer, Set<String> cids) {
        List<JsonObject> partings = new ArrayList<>(observer.inbox().notices("USER_DISCONNECTED"));
        partings.addAll(observer.inbox().notices("USER_LEFT"));
        assertEquals(
                List.of(),
                partings.stream()
                        .filter(notice -> cids.contains(notice.getString("cid")))
                        .toList());
        for (String cid : cids) {
            long joins = observer.inbox().notices("USER_JOINED").stream()
                    .filter(notice -> cid.equals(notice.getString("cid")))
                    .count();
            assertTrue(joins <= 1, () -> cid + " joined " + joins + " times");
        }
    }

    private static Set<String> cids(List<Client> clients) {
        return clients.stream().map(Client::cid).collect(Collectors.toSet());
    }

    @Test
    void aSessionGoesOnOnAnotherNodeAndNobodyNotices() {
        String group = "mover";
        try (Client near = Client.connect(cluster.node(0), "near");
                Client far = Client.connect(cluster.node(2), "far");
                Client ada = Client.connect(cluster.node(0), "ada")) {
            near.join(group);
            far.join(group);
            ada.join(group);
            far.awaitNotice("USER_JOINED", group, ada.cid());
            ada.vanish();
            assertEquals(1, near.sendToCid(ada.cid(), "while you were away"));

            try (Client again = ada.resumeAt(cluster.node(1), "ada")) {
                assertTrue(again.isResumed());
                assertEquals(ada.cid(), again.cid());
                again.await("private", frame -> "while you were away".equals(frame.getValue("content")));
                await().until(() -> again.members(group).size() == 3);
                assertEquals(2, again.publish(group, "back"));
                for (Client observer : List.of(near, far)) {
                    observer.await("message", frame -> ada.cid().equals(frame.getString("cid")));
                    assertEquals(1, observer.sendToCid(ada.cid(), "hello"));
                    again.await("private", frame -> "hello".equals(frame.getValue("content")));
                    assertEquals(3, observer.members(group).size());
                }
                await("nobody is told later either")
                        .pollDelay(PAST_THE_GRACE)
                        .atMost(PAST_THE_GRACE.plusSeconds(5))
                        .untilAsserted(() -> {
                            assertToldNothingOf(near, Set.of(ada.cid()));
                            assertToldNothingOf(far, Set.of(ada.cid()));
                            assertEquals(3, far.members(group).size());
                        });
            }
            far.awaitNotice("USER_LEFT", group, ada.cid());
            near.awaitNotice("USER_LEFT", group, ada.cid());
        }
    }

    @Test
    void aSessionMovesBackAndForth() {
        try (Client observer = Client.connect(cluster.node(2), "observer")) {
            observer.join("commuter");
            Client ada = Client.connect(cluster.node(0), "ada");
            ada.join("commuter");
            String cid = ada.cid();
            for (int hop = 1; hop <= 4; hop++) {
                Node next = cluster.node(hop % 3);
                ada = ada.resumeAt(next, "ada");
                assertEquals(cid, ada.cid());
                assertEquals(1, observer.sendToCid(cid, "hop " + hop));
                int number = hop;
                ada.await("private", frame -> ("hop " + number).equals(frame.getValue("content")));
            }
            assertToldNothingOf(observer, Set.of(cid));
            ada.close();
            observer.awaitNotice("USER_LEFT", "commuter", cid);
        }
    }

    /** Its wire says nothing of sessions: the user is all there is to know it by. */
    @Test
    void aSkapiClientThatComesBackToAnotherNodeWasNeverAway() {
        String group = "skapi comes back";
        String user = "5e3f8a4e-0000-4000-8000-000000000042";
        try (Client observer = Client.connect(cluster.node(2), "observer")) {
            observer.join(group);
            WebSocket first = skapi(cluster.node(0), user, group);
            String cid = observer.await("notice", notice -> user.equals(notice.getString("user_id")))
                    .getString("cid");
            Client.vanish(first);
            WebSocket second = skapi(cluster.node(1), user, group);

            await("the same connection on the other node").until(() -> reaches(observer, cid));
            await("nobody is told later either")
                    .pollDelay(PAST_THE_GRACE)
                    .atMost(PAST_THE_GRACE.plusSeconds(5))
                    .untilAsserted(() -> assertToldNothingOf(observer, Set.of(cid)));
            assertEquals(2, observer.members(group).size());
            second.close();
        }
    }

    private static WebSocket skapi(Node node, String user, String group) {
        WebSocket socket = Client.open(node, "/skapi/api?token=" + Tokens.of(user), List.of());
        socket.writeTextMessage("{\"action\":\"joinRoom\",\"rid\":\"" + group + "\",\"token\":\"-\"}");
        socket.resume();
        return socket;
    }

    private static boolean reaches(Client sender, String cid) {
        try {
            return sender.sendToCid(cid, "hello") == 1;
        } catch (ServerError notFound) {
            return false;
        }
    }

    @Test
    void aTokenThatWasUsedOnOneNodeIsWorthNothingOnAnother() {
        Client ada = Client.connect(cluster.node(0), "ada");
        try (Client again = ada.resumeAt(cluster.node(1), "ada")) {
            again.request("ping", new JsonObject());
            try (Client thief = ada.resumeAt(cluster.node(2), "ada");
                    Client late = ada.resumeAt(cluster.node(0), "ada")) {
                assertTrue(again.isResumed());
                assertFalse(thief.isResumed());
                assertFalse(late.isResumed());
                assertEquals(0, again.inbox().all("error").size());
            }
        }
    }

    /** Somebody on each node speaks on and on, to the group, to the user and to the connection, while it moves. */
    @Test
    void whoMovesUnderLoadMissesNothingAndHearsNothingTwice() {
        String group = "crowd";
        List<Speaker> speakers = IntStream.range(0, 3)
                .mapToObj(i -> new Speaker(Client.connect(cluster.node(i), "speaker" + i)))
                .toList();
        Client ada = Client.connect(cluster.node(0), "mover");
        List<Client> lives = new ArrayList<>(List.of(ada));
        ada.join(group);
        speakers.forEach(
                speaker -> speaker.begin(group, "mover", lives.getFirst().cid()));
        int saidAmidMoves = 0;
        for (int hop = 1; hop <= HOPS; hop++) {
            Client here = lives.getLast();
            await().until(() -> here.inbox().all("message").size() > HEARD_BEFORE_A_HOP);
            int before = said(speakers);
            here.vanish();
            Client next = here.resumeAt(cluster.node(hop % 3), "mover");
            saidAmidMoves += said(speakers) - before;
            assertTrue(next.isResumed());
            assertTrue(next.isRecovered(), "hop " + hop + " lost something");
            lives.add(next);
        }
        speakers.forEach(Speaker::end);
        assertTrue(saidAmidMoves > 0, "nothing was said while it moved");
        Client last = lives.getLast();
        last.request("ping", new JsonObject());
        for (Speaker speaker : speakers) {
            for (String kind : List.of("group", "user", "cid")) {
                List<String> sent = IntStream.range(0, speaker.said())
                        .mapToObj(i -> kind + " " + i)
                        .toList();
                await().untilAsserted(() -> assertEquals(sent, heard(lives, speaker, kind)));
            }
            speaker.client.close();
        }
        last.close();
    }

    private static int said(List<Speaker> speakers) {
        return speakers.stream().mapToInt(Speaker::said).sum();
    }

    /** What the session heard of a speaker, over all its connections. */
    private static List<String> heard(List<Client> lives, Speaker speaker, String kind) {
        return lives.stream()
                .flatMap(life -> life.sessionFrames().stream())
                .filter(frame -> speaker.client.cid().equals(frame.getString("cid")))
                .map(frame -> String.valueOf(frame.getValue("content")))
                .filter(content -> content.startsWith(kind))
                .toList();
    }

    /**
     * A client that says something again and again, each three ways; not so often that two processors have no time for the
     * nodes to hear of each other's moves.
     */
    private static final class Speaker {
        private static final long PAUSE_NANOS = 20_000_000;

        private final Client client;
        private final AtomicInteger said = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private Thread thread = new Thread(() -> {});

        Speaker(Client client) {
            this.client = client;
        }

        void begin(String group, String userId, String cid) {
            client.join(group);
            thread = Thread.ofVirtual().start(() -> {
                while (!stopped.get()) {
                    int number = said.get();
                    say("publish", new JsonObject().put("group", group), "group " + number);
                    say("send", new JsonObject().put("user_id", userId), "user " + number);
                    say("send", new JsonObject().put("cid", cid), "cid " + number);
                    said.incrementAndGet();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
        }

        private void say(String type, JsonObject fields, String content) {
            client.send(fields.put("type", type).put("content", content));
        }

        int said() {
            return said.get();
        }

        void end() {
            stopped.set(true);
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            client.request("ping", new JsonObject());
        }
    }

    @Test
    void usersOfAKilledNodeComeBackElsewhereAsWhoTheyWere() {
        try (TestCluster three = TestCluster.start(3, GRACE)) {
            String group = "crash";
            Client observer = Client.connect(three.node(0), "observer");
            observer.join(group);
            List<Client> users = IntStream.range(0, 6)
                    .mapToObj(i -> Client.connect(three.node(2), "user" + i))
                    .toList();
            users.forEach(user -> user.join(group));
            await().until(() -> observer.members(group).size() == 7);

            three.node(2).kill();
            List<Client> quick = users.subList(0, 4);
            List<Client> back = new ArrayList<>();
            for (int i = 0; i < quick.size(); i++) {
                back.add(quick.get(i).resumeAfterLossAt(three.node(i % 2), "user" + i));
            }
            back.forEach(user -> user.join(group));
            try (Client thief = quick.getFirst().resumeAt(three.node(1), "user0")) {
                assertFalse(thief.isResumed(), "a token that was used up after the loss");
            }

            List<Client> slow = users.subList(4, 6);
            slow.forEach(user -> observer.awaitNotice("USER_DISCONNECTED", group, user.cid()));
            assertEquals(cids(quick), cids(back));
            await().until(() -> observer.members(group).size() == 5);
            assertToldNothingOf(observer, cids(quick));
            assertEquals(2, observer.inbox().notices("USER_DISCONNECTED").size(), "each once");
            back.forEach(user -> assertEquals(1, observer.sendToCid(user.cid(), "hello")));
        }
    }

    @Test
    void aNodeThatIsStoppedHandsItsUsersOver() {
        try (TestCluster two = TestCluster.start(2, GRACE)) {
            String group = "drain";
            Client observer = Client.connect(two.node(0), "observer");
            observer.join(group);
            List<Client> users = IntStream.range(0, 5)
                    .mapToObj(i -> Client.connect(two.node(1), "user" + i))
                    .toList();
            users.forEach(user -> user.join(group));
            await().until(() -> observer.members(group).size() == 6);

            two.node(1).terminate();
            List<Client> moved = new ArrayList<>();
            for (int i = 0; i < users.size(); i++) {
                assertEquals(4200, users.get(i).inbox().awaitClosed().code());
                moved.add(users.get(i).resumeAt(two.node(0), "user" + i));
            }
            assertEquals(0, two.node(1).awaitExit(20));

            assertEquals(cids(users), cids(moved));
            moved.forEach(user -> assertTrue(user.isResumed()));
            moved.forEach(user -> await().until(() -> user.publish(group, "here") == 5));
            assertEquals(6, observer.members(group).size());
            await().pollDelay(PAST_THE_GRACE)
                    .atMost(PAST_THE_GRACE.plusSeconds(5))
                    .untilAsserted(() -> assertToldNothingOf(observer, cids(users)));
        }
    }
}
