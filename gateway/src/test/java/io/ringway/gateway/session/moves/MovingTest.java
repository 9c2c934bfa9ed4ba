package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.gateway.Ports;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sessions that move between three nodes in one process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MovingTest {
    private static final int LOST = 1006;
    private static final int NODES = 3;
    private static final int HOPS = 9;

    /** Of all speakers together; four messages each, some 130 KB. */
    private static final int TURNS_PER_HOP = 300;

    /**
     * What a client says may wait behind a message to a user while the directory is asked for him, for a quarter of a second on a busy machine.
     * More than a thousand commands that wait are a flood, whose client is disconnected.
     */
    private static final int TURNS_UNANSWERED = 50;

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    void start() {
        String name = "moving-" + UUID.randomUUID();
        List<Integer> ports =
                IntStream.range(0, NODES).mapToObj(i -> Ports.free("127.0.0.1")).toList();
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int port : ports) {
            HazelcastOptions options =
                    new HazelcastOptions(name, "127.0.0.1", port, 0, members, "", 1, 10_000, 10_000, Map.of());
            nodes.add(new TestNode(TestSetup.onHazelcast(options)));
        }
        // Nodes that have only just met may count each other out for a moment.
        await().until(() -> nodes.stream().allMatch(node -> node.node().ready()));
    }

    @AfterAll
    void stop() {
        nodes.forEach(node -> {
            node.node().stop().toCompletionStage().toCompletableFuture().join();
            node.close();
        });
    }

    /** The connections of one client, one after the other, and what came over each until the next took over. */
    private static final class Wanderer {
        private final String user;
        private final List<JsonObject> frames = new ArrayList<>();
        private Client now;
        private int received;

        Wanderer(String user, TestNode node) {
            this.user = user;
            this.now = node.connect(user);
        }

        private List<JsonObject> take() {
            List<JsonObject> latest = now.socket().frames().stream()
                    .filter(frame -> !"welcome".equals(frame.getString("type")))
                    .toList();
            frames.addAll(latest);
            received += latest.size();
            return latest;
        }

        JsonObject goTo(TestNode node, boolean isLost) {
            Client before = now;
            if (isLost) {
                before.close(LOST);
            }
            take();
            now = node.resume(user, before.resumeToken(), received);
            await().until(() -> !now.socket().ofType("welcome").isEmpty());
            return now.socket().ofType("welcome").getFirst();
        }

        List<String> heardOf(String cid, String kind) {
            return frames.stream()
                    .filter(frame -> cid.equals(frame.getString("cid")) && frame.getValue("content") instanceof String)
                    .map(frame -> frame.getString("content"))
                    .filter(content -> content.startsWith(kind))
                    .toList();
        }
    }

    private static void say(Client client, String what, String content) {
        client.send("{\"type\":" + what + ",\"content\":\"" + content + "\"}");
    }

    /** Until all has been carried out that the client has said so far. */
    private static void untilCarriedOut(Client client, long ping) {
        client.send("{\"type\":\"ping\",\"id\":" + ping + "}");
        await().until(() ->
                client.socket().ofType("result").stream().anyMatch(result -> result.getLong("id", -1L) == ping));
    }

    /**
     * Until a message to the user, from there, has reached him. Where he is connected is written down as he comes, and nobody waits for that: on
     * a busy machine another node may look before it is.
     */
    private static void untilReached(Client speaker, String user) {
        await().until(() -> {
            speaker.send("{\"type\":\"send\",\"id\":7,\"user_id\":\"" + user + "\",\"content\":\"before\"}");
            return speaker.socket().ofType("result").stream().anyMatch(result -> result.getLong("id", -1L) == 7);
        });
    }

    @Test
    void whoMovesWhileEverybodySpeaksMissesNothingAndHearsNothingTwice() throws InterruptedException {
        Wanderer ada = new Wanderer("ada", nodes.getFirst());
        String cid = ada.now.cid();
        List<Client> speakers = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            Client speaker = nodes.get(i).connect("speaker" + i).joined("crowd");
            speakers.add(speaker);
        }
        ada.now.join("crowd");
        await().until(() -> !ada.now.socket().ofType("result").isEmpty());
        speakers.forEach(speaker -> untilReached(speaker, "ada"));
        AtomicBoolean stopped = new AtomicBoolean();
        int[] said = new int[NODES];
        List<Thread> threads = new ArrayList<>();
        // What a session keeps is bounded: unbridled speakers could fill it within one pause of this thread.
        Semaphore turns = new Semaphore(0);
        for (int i = 0; i < NODES; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> {
                Client me = speakers.get(number);
                while (!stopped.get()) {
                    turns.acquireUninterruptibly();
                    say(me, "\"publish\",\"group\":\"crowd\"", "group " + said[number]);
                    say(me, "\"send\",\"user_id\":\"ada\"", "user " + said[number]);
                    say(me, "\"send\",\"cid\":\"" + cid + "\"", "cid " + said[number]);
                    say(
                            me,
                            "\"relay\",\"group\":\"crowd\",\"cid\":\"" + cid + "\"",
                            "cid " + said[number] + " relayed");
                    said[number]++;
                    if (said[number] % TURNS_UNANSWERED == 0) {
                        untilCarriedOut(me, said[number]);
                    }
                }
            }));
        }
        for (int hop = 1; hop <= HOPS; hop++) {
            turns.release(TURNS_PER_HOP);
            await().until(() -> ada.now.socket().ofType("message").size() > 50);
            JsonObject welcome = ada.goTo(nodes.get(hop % NODES), hop % 3 != 0);
            assertEquals(cid, welcome.getString("cid"));
            assertTrue(welcome.getBoolean("recovered"), "hop " + hop);
        }
        stopped.set(true);
        turns.release(NODES);
        for (Thread thread : threads) {
            thread.join();
        }
        speakers.forEach(speaker -> assertNull(speaker.socket().closeCode()));
        // What is for a user, or a connection, takes another way than what is for a group, and may come later.
        for (Client speaker : speakers) {
            say(speaker, "\"publish\",\"group\":\"crowd\"", "end");
            say(speaker, "\"send\",\"user_id\":\"ada\"", "end");
            say(speaker, "\"send\",\"cid\":\"" + cid + "\"", "end");
        }
        await().until(() -> Stream.of("message", "private")
                        .flatMap(type -> ada.now.socket().ofType(type).stream())
                        .filter(frame -> "end".equals(frame.getString("content")))
                        .count()
                == 3 * NODES);
        ada.take();
        for (int i = 0; i < NODES; i++) {
            List<String> aimed = IntStream.range(0, said[i])
                    .mapToObj(number -> "cid " + number)
                    .flatMap(content -> Stream.of(content, content + " relayed"))
                    .toList();
            assertEquals(aimed, ada.heardOf(speakers.get(i).cid(), "cid "), "for the connection, of speaker " + i);
            for (String kind : List.of("group ", "user ")) {
                List<String> all = IntStream.range(0, said[i])
                        .mapToObj(number -> kind + number)
                        .toList();
                assertEquals(all, ada.heardOf(speakers.get(i).cid(), kind), kind + "of speaker " + i);
            }
        }
        ada.now.close(1000);
    }

    @Test
    void whoMovesInAGroupWithAHistoryMissesNothingAndHearsNothingTwice() throws InterruptedException {
        Wanderer ada = new Wanderer("reader", nodes.getFirst());
        String cid = ada.now.cid();
        ada.now.join("log:1");
        Client speaker = nodes.get(1).connect("writer").joined("log:1");
        await().until(() -> !ada.now.socket().ofType("result").isEmpty());
        await().until(() -> !speaker.socket().ofType("result").isEmpty());
        AtomicBoolean stopped = new AtomicBoolean();
        int[] said = new int[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            while (!stopped.get()) {
                say(speaker, "\"publish\",\"id\":" + (said[0] + 2) + ",\"group\":\"log:1\"", "kept " + said[0]);
                said[0]++;
                await().until(() -> speaker.socket().ofType("result").size() > said[0]);
            }
        });
        for (int hop = 1; hop <= NODES; hop++) {
            await().until(() -> ada.now.socket().ofType("message").size() > 3);
            JsonObject welcome = ada.goTo(nodes.get(hop % NODES), hop % 2 != 0);
            assertEquals(cid, welcome.getString("cid"));
            assertTrue(welcome.getBoolean("recovered"), "hop " + hop);
        }
        stopped.set(true);
        thread.join();
        List<String> all =
                IntStream.range(0, said[0]).mapToObj(number -> "kept " + number).toList();
        await().until(() -> ada.now.socket().ofType("message").stream()
                .anyMatch(frame -> all.getLast().equals(frame.getString("content"))));
        ada.take();
        assertEquals(all, ada.heardOf(speaker.cid(), "kept "));
        ada.now.close(1000);
    }

    @Test
    void whoIsInTheRosterIsNotToldOfAMove() {
        Client observer = nodes.get(2).connect("observer").joined("quiet");
        Wanderer ada = new Wanderer("mover", nodes.getFirst());
        ada.now.join("quiet");
        await().until(() -> observer.socket().ofType("notice").size() == 1);
        assertTrue(ada.goTo(nodes.get(1), true).getBoolean("recovered"));
        ada.now.send("{\"type\":\"members\",\"id\":5,\"group\":\"quiet\"}");
        assertEquals(2, ada.now.socket().answer(5).getJsonArray("members").size());
        ada.now.close(1000);
        await().until(() -> observer.socket().ofType("notice").size() == 2);
        assertEquals(
                List.of("USER_JOINED", "USER_LEFT"),
                observer.socket().ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
    }

    @Test
    void aWelcomeOfAnotherNodeThatWasLostLeavesTheTokenGood() {
        Wanderer ada = new Wanderer("loser", nodes.getFirst());
        Client before = ada.now;
        ada.goTo(nodes.get(1), true);
        ada.now.close(LOST);
        Client again = nodes.get(2).resume("loser", before.resumeToken(), 0);
        await().until(() -> !again.socket().ofType("welcome").isEmpty());
        JsonObject welcome = again.socket().ofType("welcome").getFirst();
        assertTrue(welcome.getBoolean("resumed"));
        assertEquals(before.cid(), welcome.getString("cid"));
        again.send("{\"type\":\"ping\",\"id\":1}");
        Client thief = nodes.getFirst().resume("loser", before.resumeToken(), 0);
        await().until(() -> !thief.socket().ofType("welcome").isEmpty());
        assertFalse(thief.socket().ofType("welcome").getFirst().getBoolean("resumed"));
    }

    @Test
    void whoeverAsksIsToldInTheRosterWhoIsSuspected() {
        Client ada = nodes.getFirst().connect("lost").joined("ward");
        ada.close(LOST);
        Client nurse = nodes.get(1).connect("nurse");
        await().untilAsserted(() -> {
            nurse.send("{\"type\":\"join\",\"id\":1,\"group\":\"ward\",\"suspects\":true}");
            await().until(() -> !nurse.socket().ofType("result").isEmpty());
            JsonObject result = nurse.socket().ofType("result").getLast();
            assertTrue(result.encode().contains("\"suspect\":true"), result::encode);
        });
        Client guest = nodes.get(1).connect("guest").joined("ward");
        assertFalse(guest.socket().answer(1).encode().contains("suspect"));
    }
}
