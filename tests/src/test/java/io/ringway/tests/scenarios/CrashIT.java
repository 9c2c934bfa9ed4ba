package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One of three nodes is killed. */
class CrashIT {
    private static final String GROUP = "lobby";

    @Test
    void everyObserverIsToldOnceOfEachUserOfAKilledNode() {
        try (TestCluster cluster = TestCluster.start(3)) {
            List<Client> survivors = Stream.of(users(cluster.node(0), "a"), users(cluster.node(1), "b"))
                    .flatMap(List::stream)
                    .toList();
            List<Client> lost = users(cluster.node(2), "c");
            Stream.concat(survivors.stream(), lost.stream()).forEach(client -> client.join(GROUP));
            survivors.forEach(
                    client -> await().until(() -> client.members(GROUP).size() == 9));

            cluster.node(2).kill();

            for (Client observer : survivors) {
                lost.forEach(client -> observer.awaitNotice("USER_DISCONNECTED", GROUP, client.cid()));
                assertEquals(cids(survivors), observer.members(GROUP), "no ghosts");
            }
            await("nobody is told twice")
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> survivors.stream()
                            .allMatch(observer -> goneFor(observer).equals(sorted(lost))));
            assertGroupWorks(survivors);
        }
    }

    @Test
    void aCallWithAUserOfAKilledNodeIsClosed() {
        try (TestCluster cluster = TestCluster.start(2);
                Client ada = Client.connect(cluster.node(0), "ada")) {
            Client bob = Client.connect(cluster.node(1), "bob");
            String call =
                    ada.request("call", new JsonObject().put("cid", bob.cid())).getString("call_id");
            bob.await("rtc:incoming", frame -> true);
            bob.request("accept", new JsonObject().put("call_id", call));
            ada.await("rtc:accepted", frame -> true);

            cluster.node(1).kill();

            assertEquals("disconnected", ada.await("rtc:closed", frame -> true).getString("reason"));
        }
    }

    @Test
    void aCallGoesOnWhereItsCallersNodeIsKilledAndTheCallerComesBackOnAnother() {
        try (TestCluster cluster = TestCluster.start(3);
                Client bob = Client.connect(cluster.node(1), "bob")) {
            Client before = Client.connect(cluster.node(0), "ada");
            String call = before.request("call", new JsonObject().put("cid", bob.cid()))
                    .getString("call_id");
            bob.await("rtc:incoming", frame -> true);
            bob.request("accept", in(call));
            before.await("rtc:accepted", frame -> true);

            cluster.node(0).kill();

            assertEquals(before.cid(), bob.await("rtc:peer-suspect", of(call)).getString("cid"));
            try (Client ada = before.resumeAfterLossAt(cluster.node(2), "ada")) {
                assertEquals(before.cid(), ada.cid());
                assertFalse(ada.isRecovered());
                assertEquals(new JsonArray().add(call), ada.welcome().getJsonArray("calls"));
                assertEquals(ada.cid(), bob.await("rtc:peer-back", of(call)).getString("cid"));
                ada.request("signal", in(call).put("candidate", new JsonObject().put("candidate", "of ada")));
                bob.request("signal", in(call).put("candidate", new JsonObject().put("candidate", "of bob")));
                bob.await("rtc:signal", of(call));
                ada.await("rtc:signal", of(call));

                ada.request("hangup", in(call));

                assertEquals("hangup", bob.await("rtc:closed", of(call)).getString("reason"));
            }
        }
    }

    /** It was on the screen of a device that was with the caller, and of another elsewhere. */
    @Test
    void aRingGoesOnForDevicesOfTheKilledNodeAndOfOthers() {
        try (TestCluster cluster = TestCluster.start(3);
                Client tablet = Client.connect(cluster.node(1), "bob")) {
            Client caller = Client.connect(cluster.node(0), "ada");
            Client device = Client.connect(cluster.node(0), "bob");
            String call = caller.request("call", new JsonObject().put("user_id", "bob"))
                    .getString("call_id");
            tablet.await("rtc:incoming", of(call));
            device.await("rtc:incoming", of(call));
            await("others have been told of the ring")
                    .until(() -> caller.request("call_timeline", in(call)).getJsonArray("lines").stream()
                            .anyMatch(line -> "rang".equals(((JsonObject) line).getString("what"))));

            cluster.node(0).kill();

            try (Client phone = device.resumeAfterLossAt(cluster.node(1), "bob");
                    Client ada = caller.resumeAfterLossAt(cluster.node(2), "ada")) {
                assertEquals(new JsonArray().add(call), phone.welcome().getJsonArray("calls"));
                assertEquals(new JsonArray().add(call), ada.welcome().getJsonArray("calls"));

                phone.request("accept", in(call));

                assertEquals(phone.cid(), ada.await("rtc:accepted", of(call)).getString("cid"));
                assertEquals(
                        "answered_elsewhere",
                        tablet.await("rtc:closed", of(call)).getString("reason"));
                ada.request("hangup", in(call));
                assertEquals("hangup", phone.await("rtc:closed", of(call)).getString("reason"));
            }
        }
    }

    /** On the only node that is left: no other is asked how many devices ring. */
    @Test
    void whatACalleeAnswersWhileTheCallersNodeIsLostIsHeardWhenTheCallerIsBack() {
        try (TestCluster cluster = TestCluster.start(2);
                Client phone = Client.connect(cluster.node(1), "bob");
                Client tablet = Client.connect(cluster.node(1), "bob")) {
            Client caller = Client.connect(cluster.node(0), "ada");
            String call = caller.request("call", new JsonObject().put("user_id", "bob"))
                    .getString("call_id");
            phone.await("rtc:incoming", of(call));
            tablet.await("rtc:incoming", of(call));

            cluster.node(0).kill();
            phone.request("accept", in(call));
            tablet.request("hangup", in(call).put("scope", "device"));

            try (Client ada = caller.resumeAfterLossAt(cluster.node(1), "ada")) {
                assertEquals(phone.cid(), ada.await("rtc:accepted", of(call)).getString("cid"));
                ada.request("hangup", in(call));
                assertEquals("hangup", phone.await("rtc:closed", of(call)).getString("reason"));
            }
        }
    }

    private static JsonObject in(String call) {
        return new JsonObject().put("call_id", call);
    }

    private static Predicate<JsonObject> of(String call) {
        return frame -> call.equals(frame.getString("call_id"));
    }

    private static List<Client> users(Node node, String prefix) {
        return IntStream.range(0, 3)
                .mapToObj(i -> Client.connect(node, prefix + i))
                .toList();
    }

    private static Set<String> cids(List<Client> clients) {
        return clients.stream().map(Client::cid).collect(Collectors.toSet());
    }

    private static List<String> sorted(List<Client> clients) {
        return clients.stream().map(Client::cid).sorted().toList();
    }

    private static List<String> goneFor(Client observer) {
        return observer.inbox().notices("USER_DISCONNECTED").stream()
                .map(notice -> notice.getString("cid"))
                .sorted()
                .toList();
    }

    private static void assertGroupWorks(List<Client> survivors) {
        survivors.forEach(sender -> assertEquals(survivors.size() - 1, sender.publish(GROUP, sender.cid())));
        for (Client receiver : survivors) {
            survivors.stream()
                    .filter(sender -> sender != receiver)
                    .forEach(sender ->
                            receiver.await("message", frame -> sender.cid().equals(frame.getString("content"))));
        }
    }
}
