package io.ringway.gateway.session.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.groups.StateBounds;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.session.Sessions;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** State is there for as long as it is said to be, and no longer. One node, and a peer that the test plays. */
class GroupStatesTest {
    private static final Group GROUP = new Group(new Tenant("demo"), "g");
    private static final NodeRef SELF = new NodeRef(2, 0);
    private static final NodeRef LOWER = new NodeRef(1, 0);
    private static final int GRACE_MS = 30_000;
    private static final int BACKGROUND_MS = 120_000;

    private final WordNet net = new WordNet(WordStore.NONE);
    private final Words words = net.add(2);
    private final Cid owner = new Cid(new NodeRef(9, 0), 7, 1);
    private int ownGraceMs;
    private Set<NodeRef> peers = Set.of();
    private boolean isPeerInGroup;
    private final GroupStates states = new GroupStates(
            words,
            (Cluster) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Cluster.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "self" -> SELF;
                        case "peers" -> peers;
                        case "reaches" -> isPeerInGroup;
                        case "graceOf" -> ownGraceMs;
                        case "locate" -> null;
                        default -> throw new AssertionError(method);
                    }),
            new Sessions(new Metrics()),
            new StateBounds(10, 100, 1_000, 10_000, 86_400_000),
            GRACE_MS);

    private void set(String key, long ttlMillis, @Nullable Cid of) {
        states.set(GROUP, key, Bytes.utf8("1"), ttlMillis, of);
    }

    private List<String> keys() {
        return states.all(GROUP).stream().map(StateEntry::key).toList();
    }

    /** How many seconds a key outlives its node, where nobody says that its owner is gone. */
    private int secondsUntilGone() {
        set("hand", 0, owner);
        int seconds = 0;
        for (; !keys().isEmpty() && seconds < 600; seconds++) {
            net.now += 1_000;
            states.tick();
        }
        return seconds;
    }

    @Test
    void aKeyGoesWhenItsOwnerIsToldToBeGone() {
        set("hand", 0, owner);
        set("topic", 0, null);
        states.lost(GROUP, owner);
        assertEquals(List.of("topic"), keys());
    }

    @Test
    void theLowestOfThoseWhoWereToldRemovesIt() {
        set("hand", 0, owner);
        peers = Set.of(LOWER);
        isPeerInGroup = true;
        states.lost(GROUP, owner);
        assertEquals(List.of("hand"), keys(), "the other one does");
        isPeerInGroup = false;
        states.lost(GROUP, owner);
        assertEquals(List.of(), keys(), "the other one was not told");
    }

    @Test
    void whereNobodyIsToldItOutlivesTheGraceOfItsOwnerByTenSecondsAndALook() {
        int seconds = secondsUntilGone();
        assertEquals(GRACE_MS / 1_000 + 15, seconds, 5);
    }

    @Test
    void ofAClientInTheBackgroundTheGraceIsLonger() {
        ownGraceMs = BACKGROUND_MS;
        int seconds = secondsUntilGone();
        assertEquals(BACKGROUND_MS / 1_000 + 15, seconds, 5);
    }

    @Test
    void whatHasEndedIsNotShownUntilItIsForgotten() {
        set("short", 1_000, null);
        set("long", 60_000, null);
        net.now += 999;
        assertEquals(List.of("long", "short"), keys());
        net.now += 2;
        assertEquals(List.of("long"), keys());
        assertNull(states.find(GROUP, "short"));
    }

    @Test
    void aGroupThatHasEndedHasNoState() {
        set("topic", 0, null);
        words.registers()
                .take(
                        net.now,
                        words.registers().settings(net.now, SELF.id(), GROUP, new GroupSettings(0, net.now + 500)));
        assertEquals(List.of("topic"), keys());
        net.now += 500;
        assertEquals(List.of(), keys());
        assertNull(states.find(GROUP, "topic"));
    }
}
