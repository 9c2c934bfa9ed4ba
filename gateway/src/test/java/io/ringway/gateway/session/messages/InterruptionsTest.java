package io.ringway.gateway.session.messages;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that is told of which groups something may be lost with another one. */
class InterruptionsTest {
    private static final int LOST = 1006;
    private static final NodeRef GONE = new NodeRef(7, 0);

    private static final Config CONFIG = Config.of(Map.of(
            "dev", "true",
            "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
            "limits.groups_per_connection", "1000"));

    private final StagedCluster cluster = new StagedCluster(new byte[32]);
    private final TestNode node = new TestNode(TestSetup.over(cluster.cluster())
            .with(CONFIG)
            .with(new SessionOptions(10_000, 60_000, 4_096, 64 << 10))
            .with(TestSetup.HISTORY));

    @AfterEach
    void close() {
        node.close();
    }

    private static List<Group> groups(String... names) {
        return List.of(names).stream()
                .map(name -> new Group(new Tenant("demo"), name))
                .toList();
    }

    private static List<String> gaps(Client client) {
        return client.socket().ofType("gap").stream()
                .map(gap -> gap.getString("group"))
                .sorted()
                .toList();
    }

    @Test
    void whoIsInAGroupOfALostNodeIsToldOfAGapThereOnceAndNobodyElse() {
        Client ada = node.connect("ada").join("lobby").join("hall");
        Client bob = node.connect("bob").join("hall");
        Client eve = node.connect("eve").join("garden");
        node.run(() -> cluster.inbox().missed(GONE, groups("lobby", "hall", "cellar")));
        assertEquals(List.of("hall", "lobby"), gaps(ada));
        assertEquals(List.of("hall"), gaps(bob));
        assertEquals(List.of(), gaps(eve));
        assertNull(ada.socket().closeCode());
        assertEquals(
                false, ada.socket().ofType("gap").getFirst().containsKey("position"), "there is no history to go by");
    }

    @Test
    void aGroupWithAHistoryKnowsItselfWhatIsMissing() {
        Client ada = node.connect("ada").joined("h:lobby").join("lobby");
        node.run(() -> cluster.inbox().missed(GONE, groups("h:lobby", "lobby")));
        assertEquals(List.of("lobby"), gaps(ada));
    }

    @Test
    void whoIsAwayIsToldOfItOnComingBack() {
        Client ada = node.connect("ada").join("lobby");
        ada.close(LOST);
        node.run(() -> cluster.inbox().missed(GONE, groups("lobby")));
        Client again = node.resume("ada", ada.resumeToken(), 1);
        assertEquals(true, again.socket().ofType("welcome").getFirst().getBoolean("recovered"));
        assertEquals(List.of("lobby"), gaps(again));
    }

    @Test
    void clientsOfAWireWithoutAWordForItAreLeftAlone() {
        Client skapi = node.connectSkapi("ada");
        int before = skapi.socket().frames().size();
        skapi.send("{\"action\":\"joinRoom\",\"rid\":\"lobby\",\"token\":\"x\"}");
        await().until(() -> cluster.cluster().view(groups("lobby").getFirst()) != null);
        int joined = skapi.socket().frames().size();
        node.run(() -> cluster.inbox().missed(GONE, groups("lobby")));
        assertEquals(joined, skapi.socket().frames().size());
        assertEquals(true, joined > before, "it is in the group");
        assertNull(skapi.socket().closeCode());
    }

    @Test
    void manyGroupsAreToldInPortionsAndEachMemberOnce() {
        int each = 100;
        List<String> names = IntStream.range(0, each).mapToObj(i -> "g" + i).toList();
        List<Client> clients = new ArrayList<>();
        while (clients.size() * each <= Interruptions.PORTION) {
            Client client = node.connect("user" + clients.size());
            names.forEach(client::join);
            clients.add(client);
        }
        AtomicLong atOnce = new AtomicLong();
        node.run(() -> {
            cluster.inbox().missed(GONE, groups(names.toArray(String[]::new)));
            // Another one is lost before the first has been told of everywhere.
            cluster.inbox().missed(new NodeRef(8, 0), groups(names.getLast()));
            atOnce.set(told(clients));
        });
        long wholeGroups = Math.ceilDiv(Interruptions.PORTION, clients.size()) * (long) clients.size();
        assertEquals(wholeGroups, atOnce.get());
        await().until(() -> told(clients) == (long) clients.size() * each);
        clients.forEach(
                client -> assertEquals(each, gaps(client).stream().distinct().count()));
    }

    /** Its old node tells it of the groups that come later, over the new one. */
    @Test
    void whoseSessionIsFetchedBetweenTwoPortionsIsToldToo() {
        StagedCluster there = new StagedCluster(new byte[32]);
        try (TestNode other = new TestNode(
                TestSetup.over(there.cluster()).with(new SessionOptions(10_000, 60_000, 4_096, 64 << 10)))) {
            StagedCluster.link(cluster, there);
            cluster.peers = Set.of(there.self(), GONE);
            there.peers = Set.of(cluster.self(), GONE);
            int each = 100;
            List<String> names = new ArrayList<>(
                    IntStream.range(0, each).mapToObj(i -> "g" + i).toList());
            for (int i = 0; i < 3 * Interruptions.PORTION / each; i++) {
                Client client = node.connect("user" + i);
                IntStream.range(0, each).mapToObj(j -> "g" + j).forEach(client::join);
            }
            names.add("lobby");
            Client ada = node.connect("ada").joined("lobby");
            ada.close(LOST);
            there.answers = (to, question) -> {
                there.answers = there::askLinked;
                AtomicReference<Future<Buffer>> answer = new AtomicReference<>();
                // The question is next when the first portion is told.
                node.run(() -> {
                    answer.set(there.askLinked(to, question));
                    cluster.inbox().missed(GONE, groups(names.toArray(String[]::new)));
                });
                return answer.get();
            };
            Client again = other.resume("ada", ada.resumeToken(), 1);
            await().until(() -> !again.socket().ofType("welcome").isEmpty());
            assertEquals(List.of("lobby"), gaps(again));
        }
    }

    private static long told(List<Client> clients) {
        return clients.stream()
                .mapToLong(client -> client.socket().ofType("gap").size())
                .sum();
    }
}
