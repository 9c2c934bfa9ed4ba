package io.ringway.gateway.session.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.meetings.Attendee;
import io.ringway.gateway.meetings.Chronicle;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.MeetingSession;
import io.ringway.gateway.meetings.WatchedShelves;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static Group group(String meeting) {
        return new Group(DEMO, "meeting:" + meeting);
    }

    private static Member member(String user, int number) {
        return new Member(new Cid(new NodeRef(1, 0), number, 7), new UserId(DEMO, user), Bytes.EMPTY);
    }

    private Gatherings gatherings() {
        return node.node().backend().gatherings();
    }

    private List<Attendee> attendees(MeetingSession session) {
        List<Attendee> found = new ArrayList<>();
        node.run(() -> folders.attendees(DEMO, session.id()).all().onSuccess(found::addAll));
        return found;
    }

    /** Of more than a thousand things that waited the later ones were dropped, the end of the session among them. */
    @Test
    void aMeetingThatABurstHasLeftWhileTheStoreWasSlowIsOverWhenTheStoreIsThrough() {
        node.run(() -> gatherings().entered(group(FIRST), member("ada", 0)));
        Promise<Void> gate = Promise.promise();
        store.slow(gate);
        node.run(() -> {
            for (int i = 1; i <= 3_000; i++) {
                gatherings().entered(group(FIRST), member("user " + i % 40, i));
                gatherings().exited(group(FIRST), member("user " + i % 40, i).cid(), LeaveReason.LEFT);
            }
            gatherings().entered(group(FIRST), member("eve", 4_000));
        });
        node.standStill(Duration.ofSeconds(2));
        node.run(() -> {
            gatherings().exited(group(FIRST), member("eve", 4_000).cid(), LeaveReason.LEFT);
            gatherings().exited(group(FIRST), member("ada", 0).cid(), LeaveReason.LEFT);
            store.slow(null);
            gate.complete();
        });
        assertEquals(1, sessions().size());
        MeetingSession session = sessions().getFirst();
        assertTrue(session.isOver(node.node().now()));
        assertEquals(2, session.peak());
        List<Attendee> all = attendees(session);
        assertEquals(42, all.size());
        assertTrue(all.stream().noneMatch(Attendee::isThere));
        assertEquals(
                List.of(2_000L, 2_000L),
                all.stream()
                        .filter(one -> one.user().equals("ada") || one.user().equals("eve"))
                        .map(one -> one.duration(node.node().now()))
                        .toList());
    }

    @Test
    void aMeetingThatIsLeftWhileTheStoreIsAwayIsOverSoonAfterItIsBack() {
        Client ada = enter("ada", FIRST);
        store.away(true);
        ada.close(1000);
        node.pass(Duration.ofSeconds(20));
        store.away(false);
        assertFalse(sessions().getFirst().isOver(node.node().now()));
        node.pass(Duration.ofSeconds(6));
        assertTrue(sessions().getFirst().isOver(node.node().now()));
        assertFalse(attendees(sessions().getFirst()).getFirst().isThere());
    }

    /** It asked all nodes who is there at each refusal, and ended the session where none of them answered in time. */
    @Test
    void aRefusedJoinOfAMeetingThatHasItsPlaceLeavesThatAlone() {
        List<Optional<String>> begun = new ArrayList<>();
        node.run(() -> {
            gatherings().admit(group(FIRST)).onSuccess(begun::add);
            gatherings().admit(group(FIRST)).onSuccess(begun::add);
        });
        assertTrue(begun.get(0).isPresent());
        assertEquals(Optional.empty(), begun.get(1));
        node.run(() -> gatherings().abandon(group(FIRST), begun.get(0).orElseThrow()));
        Client bob = enter("bob", SECOND);
        assertEquals(1, bob.socket().ofType("result").size());
    }
}
