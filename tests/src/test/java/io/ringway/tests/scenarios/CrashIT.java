package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
