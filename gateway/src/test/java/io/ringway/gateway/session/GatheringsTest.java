package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.meetings.Chronicle;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.MeetingSession;
import io.ringway.gateway.meetings.WatchedShelves;
import io.ringway.gateway.session.TestNode.Client;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node, and a store that may be away. */
class GatheringsTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final String FIRST = "00000000-0000-0000-0000-000000000001";
    private static final String SECOND = "00000000-0000-0000-0000-000000000002";

    private final TestNode node = new TestNode();
    private final InstantSource clock = () -> Instant.ofEpochMilli(node.node().now());
    private final WatchedShelves store = new WatchedShelves(clock);
    private final Folders folders = new Folders(
            store, Config.of(Map.of("dev", "true", "meetings.sessions", "1")).meetings());

    @BeforeEach
    void makeMeetings() {
        long now = node.node().now();
        node.run(() -> {
            for (String id : List.of(FIRST, SECOND)) {
                folders.meetings(DEMO).add(new Meeting(id, "title", true, 10, false, now + 86_400_000, now, now));
            }
        });
        node.node().backend().gatherings().known(new Chronicle(folders, Duration.ofDays(1), clock));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Client enter(String user, String meeting) {
        String grants = "{\"groups\":{\"meeting:" + meeting + "\":[\"*\"]}}";
        return node.present(node.token("demo", user, grants, Duration.ofHours(1)))
                .join("meeting:" + meeting);
    }

    private List<MeetingSession> sessions() {
        List<MeetingSession> found = new ArrayList<>();
        node.run(() -> folders.sessions(DEMO).all().onSuccess(found::addAll));
        return found;
    }

    @Test
    void aStoreThatIsAwayKeepsNobodyOutAndHearsOfTheSessionWhenItIsBack() {
        store.away(true);
        Client ada = enter("ada", FIRST);
        assertEquals(1, ada.socket().ofType("result").size());
        node.pass(Duration.ofSeconds(3));
        store.away(false);
        assertEquals(0, sessions().size());
        node.pass(Duration.ofSeconds(25));
        MeetingSession session = sessions().getFirst();
        assertEquals(FIRST, session.meeting());
        assertEquals(1, session.peak());
        List<String> there = new ArrayList<>();
        node.run(() -> folders.attendees(DEMO, session.id())
                .all()
                .onSuccess(all -> all.forEach(one -> there.add(one.user()))));
        assertEquals(List.of("ada"), there);
    }

    @Test
    void whoLeavesWithACloseFrameGivesUpThePlace() {
        Client ada = enter("ada", FIRST);
        Client refused = enter("bob", SECOND);
        assertEquals(
                "limit_reached", refused.socket().ofType("error").getFirst().getString("code"));
        ada.close(1000);
        Client bob = enter("bob", SECOND);
        assertEquals(1, bob.socket().ofType("result").size());
        assertEquals(2, sessions().size());
    }

    @Test
    void aSessionGoesOnForAsLongAsSomebodyIsThere() {
        Client ada = enter("ada", FIRST);
        enter("bob", FIRST);
        for (int i = 0; i < 20; i++) {
            node.pass(Duration.ofSeconds(10));
        }
        MeetingSession session = sessions().getFirst();
        assertEquals(1, sessions().size());
        assertFalse(session.isOver(node.node().now()));
        assertEquals(2, session.peak());
        assertEquals(2, session.present());
        ada.close(1000);
        node.pass(Duration.ofSeconds(6));
        assertEquals(1, sessions().getFirst().present());
        assertFalse(sessions().getFirst().isOver(node.node().now()));
    }

    @Test
    void aGroupThatIsNoMeetingOfTheAppHasNoSession() {
        String unknown = "00000000-0000-0000-0000-00000000000f";
        Client eve = enter("eve", unknown);
        assertEquals(1, eve.socket().ofType("result").size());
        assertTrue(sessions().isEmpty());
        Client ada = enter("ada", FIRST);
        assertEquals(1, ada.socket().ofType("result").size());
    }
}
