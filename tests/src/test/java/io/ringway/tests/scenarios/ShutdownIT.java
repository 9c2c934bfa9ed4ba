package io.ringway.tests.scenarios;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Inbox;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node is asked to stop. */
class ShutdownIT {
    private static final int SECONDS = 20;
    private static final Pattern LEAVES = Pattern.compile("leaves, (\\d+) ms after");

    @Test
    void itSendsItsUsersElsewhereAndEndsCleanlyInTime() {
        try (TestCluster cluster = TestCluster.start(2);
                Client observer = Client.connect(cluster.node(0), "observer")) {
            observer.join("lobby");
            List<Client> users = IntStream.range(0, 5)
                    .mapToObj(i -> Client.connect(cluster.node(1), "user" + i))
                    .toList();
            users.forEach(user -> user.join("lobby"));
            users.forEach(user -> observer.awaitNotice("USER_JOINED", "lobby", user.cid()));

            cluster.node(1).terminate();

            for (Client user : users) {
                Inbox.Closed closed = user.inbox().awaitClosed();
                assertEquals(4200, closed.code());
                assertTrue(closed.reason().startsWith("going_away"), closed.reason());
            }
            assertEquals(0, cluster.node(1).awaitExit(SECONDS));
            users.forEach(user -> observer.await("notice", notice -> user.cid().equals(notice.getString("cid"))));
            assertEquals(Set.of(observer.cid()), observer.members("lobby"));
        }
    }

    @Test
    void itKeepsTheTimeToLeaveWhereASessionWaitsForAClientThatDoesNotComeBack() {
        try (TestCluster cluster = TestCluster.start(2);
                Client user = Client.connect(cluster.node(1), "user")) {
            user.join("lobby");
            user.request("background", new JsonObject().put("on", true));
            user.vanish();

            cluster.node(1).terminate();

            // Later than that it would be ended, and say so. How long leaving takes is the machine's business.
            assertEquals(0, cluster.node(1).awaitExit(SECONDS + 5));
            long waited = waitedMillis(cluster.node(1).log());
            assertTrue(waited >= 14_900 && waited < 17_500, () -> "15 s of 20 are for sessions, and it was " + waited);
        }
    }

    private static long waitedMillis(String log) {
        Matcher told = LEAVES.matcher(log);
        assertTrue(told.find(), log);
        return Long.parseLong(told.group(1));
    }

    @Test
    void aNodeThatStillLooksForTheOthersEndsCleanlyToo() {
        NodeSettings settings = NodeSettings.clustered("early", Map.of());
        try (Node node = Node.launch(settings, List.of(settings))) {
            await("the node has opened the port for the others")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> isOpen(settings.cluster()));
            node.terminate();

            assertEquals(0, node.awaitExit(SECONDS));
        }
    }

    @Test
    void aNodeThatCannotStartSaysWhyAndEnds() throws IOException {
        NodeSettings settings = NodeSettings.clustered("refused", Map.of());
        try (ServerSocket taken = new ServerSocket(settings.bus(), 1, InetAddress.getLoopbackAddress());
                Node node = Node.launch(settings, List.of(settings))) {
            assertEquals(1, node.awaitExit(SECONDS));

            assertTrue(node.log().contains("cluster.bus_port " + taken.getLocalPort()), node::log);
        }
    }

    @Test
    void aNodeWithAWrongConfigurationSaysWhichKeyAndEndsAtOnce() {
        NodeSettings settings = NodeSettings.alone(
                "misconfigured",
                Map.of("RINGWAY_HTTP_TLS_CERTIFICATE", "no-such.pem", "RINGWAY_HTTP_TLS_KEY", "no-such.pem"));
        try (Node node = Node.launch(settings, List.of())) {
            assertEquals(2, node.awaitExit(SECONDS), node::log);

            assertTrue(node.log().contains("http.tls.certificate"), node::log);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void aNodeOnItsOwnEndsCleanlyToo() {
        try (TestCluster cluster = TestCluster.start(1);
                Client user = Client.connect(cluster.node(0), "user")) {
            cluster.node(0).terminate();

            assertEquals(4200, user.inbox().awaitClosed().code());
            assertEquals(0, cluster.node(0).awaitExit(SECONDS));
        }
    }
}
