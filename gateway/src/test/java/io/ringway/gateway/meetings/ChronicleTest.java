package io.ringway.gateway.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.local.LocalShelves;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.meetings.Chronicle.Presence;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that write of the same meetings, on a clock that stands. */
class ChronicleTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final long DAY = 86_400_000;
    private static final Config CONFIG = Config.of(Map.of(
            "dev", "true",
            "meetings.sessions", "2",
            "meetings.sessions_kept", "3"));

    private long now = 1_000_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);
    private final LocalShelves shelves = new LocalShelves(clock);
    private final Folders folders = new Folders(shelves, CONFIG.meetings());
    private final Chronicle one = new Chronicle(folders, Duration.ofDays(1), clock);
    private final Chronicle two = new Chronicle(folders, Duration.ofDays(1), clock);

    @BeforeEach
    void makeMeetings() {
        for (int i = 0; i < 5; i++) {
            folders.meetings(DEMO).add(new Meeting("m" + i, "title", true, 10, false, now + DAY, now, now));
        }
    }

    private static <T> T done(Future<T> future) {
        assertTrue(future.succeeded(), () -> String.valueOf(future.cause()));
        return future.result();
    }

    private String begin(Chronicle node, String meeting) {
        String session = done(node.begin(DEMO, meeting)).orElseThrow().session();
        return done(node.goesOn(DEMO, meeting, session, 1, 1));
    }

    private MeetingSession kept(String session) {
        return done(folders.sessions(DEMO).get(session)).orElseThrow();
    }

    private Presence ada(String session, String cid) {
        return new Presence(DEMO, "m0", session, "ada", cid, now);
    }

    private Attendee attendee(String session) {
        return done(folders.attendees(DEMO, session).get(Participant.idOf("m0", "ada")))
                .orElseThrow();
    }

    @Test
    void whoComesOnAnotherNodeIsInTheSameSession() {
        assertEquals(begin(one, "m0"), begin(two, "m0"));
        assertEquals(Optional.empty(), done(one.begin(DEMO, "none")), "there is no such meeting");
    }

    @Test
    void whoEndsASessionLateDoesNotTakeThePlaceOfTheOneAfterIt() {
        String first = begin(one, "m0");
        String[] next = new String[1];
        // Between the look at the place and what is done to it, the place is given up, and taken by another session.
        Chronicle slow = new Chronicle(
                new Folders(
                        betweenGetAnd(() -> {
                            now += 61_000;
                            next[0] = begin(two, "m0");
                        }),
                        CONFIG.meetings()),
                Duration.ofDays(1),
                clock);
        done(slow.ends(DEMO, "m0", first, 1));
        assertNotEquals(first, next[0]);
        assertEquals(Optional.of(next[0]), done(two.current(DEMO, "m0")));
    }

    private ShelfStore betweenGetAnd(Runnable others) {
        boolean[] isOver = new boolean[1];
        return (ShelfStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ShelfStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(shelves, arguments);
                    if (method.getName().equals("get") && !isOver[0]) {
                        isOver[0] = true;
                        others.run();
                    }
                    return answer;
                });
    }

    @Test
    void aSessionWhoseNodesDiedEndsWhenItWasHeardOfLastAndItsPlaceIsFree() {
        String session = begin(one, "m0");
        begin(one, "m1");
        assertInstanceOf(FullException.class, one.begin(DEMO, "m2").cause());
        now += 20_000;
        done(one.goesOn(DEMO, "m1", begin(one, "m1"), 3, 4));
        now += 41_000;
        assertTrue(kept(session).isOver(now));
        assertEquals(1_000_000_000, kept(session).end());
        assertFalse(kept(begin(one, "m1")).isOver(now));
        assertEquals(4, kept(begin(one, "m1")).peak());
        done(two.ends(DEMO, "m1", begin(one, "m1"), 1));
        begin(two, "m2");
        assertNotEquals(session, begin(two, "m0"));
    }

    @Test
    void aSessionThatWasGivenUpTooEarlyGoesOnAndOneThatBeganMeanwhileIsTakenInstead() {
        String session = begin(one, "m0");
        done(two.ends(DEMO, "m0", session, 1));
        assertTrue(kept(session).isOver(now));
        assertEquals(session, done(one.goesOn(DEMO, "m0", session, 1, 1)));
        assertFalse(kept(session).isOver(now), "somebody is in it after all");

        done(two.ends(DEMO, "m0", session, 1));
        String next = begin(two, "m0");
        assertNotEquals(session, next);
        assertEquals(next, done(one.goesOn(DEMO, "m0", session, 1, 1)));
        done(one.ends(DEMO, "m0", session, 1));
        assertEquals(Optional.of(next), done(one.current(DEMO, "m0")), "the end of one is not that of the next");
    }

    @Test
    void whoIsThereTwiceIsThereUntilBothHaveLeft() {
        String session = begin(one, "m0");
        done(one.came(ada(session, "a"), gone -> false));
        now += 1_000;
        done(two.came(ada(session, "b"), gone -> false));
        done(two.came(ada(session, "b"), gone -> false));
        now += 1_000;
        done(one.left(ada(session, "a")));
        assertTrue(attendee(session).isThere());
        now += 1_000;
        done(two.left(ada(session, "b")));
        assertFalse(attendee(session).isThere());
        assertEquals(3_000, attendee(session).duration(now));
        now += 60_000;
        done(one.came(ada(session, "c"), gone -> false));
        now += 500;
        assertEquals(3_500, attendee(session).duration(now));
    }

    @Test
    void aConnectionWhoseNodeIsGoneIsNotTakenForPresent() {
        String session = begin(one, "m0");
        done(one.came(ada(session, "lost"), gone -> false));
        now += 1_000;
        done(two.came(ada(session, "b"), "lost"::equals));
        now += 1_000;
        done(two.left(ada(session, "b")));
        assertFalse(attendee(session).isThere());
    }

    private long consumed(String session) {
        return done(folders.minutes().of(DEMO, kept(session), now));
    }

    private Presence bob(String session, String cid) {
        return new Presence(DEMO, "m0", session, "bob", cid, now);
    }

    @Test
    void minutesOfASessionAreThoseOfAllWhoWereInItHoweverItEnded() {
        String session = begin(one, "m0");
        done(one.came(ada(session, "a"), gone -> false));
        done(two.came(bob(session, "b"), gone -> false));
        now += 10_000;
        assertEquals(20_000, consumed(session), "up to now");
        done(one.left(ada(session, "a")));
        now += 5_000;
        assertEquals(25_000, consumed(session));
        assertEquals(MeetingSession.UNKNOWN, kept(session).consumed());
        done(two.left(bob(session, "b")));
        done(two.ends(DEMO, "m0", session, 2));
        now += 5_000;
        assertEquals(25_000, kept(session).consumed());
        assertEquals(25_000, consumed(session));

        done(one.goesOn(DEMO, "m0", session, 1, 1));
        done(one.came(ada(session, "a"), gone -> false));
        now += 1_000;
        assertEquals(26_000, consumed(session), "it was given up too early");
        now += 100_000;
        assertEquals(25_000, consumed(session), "all nodes died, and it was heard of last when she came back");
    }

    @Test
    void whatANodeWritesAfterAnotherHasEndedTheSessionIsInItsMinutes() {
        String session = begin(one, "m0");
        done(one.came(ada(session, "a"), gone -> false));
        done(two.came(bob(session, "b"), gone -> false));
        now += 1_000;
        Presence left = ada(session, "a");
        now += 1_000;
        done(two.left(bob(session, "b")));
        done(two.ends(DEMO, "m0", session, 2));
        assertEquals(4_000, kept(session).consumed(), "ada is not known to have left");
        now += 1_000;
        done(one.left(left));
        done(one.ends(DEMO, "m0", session, 2));
        assertEquals(3_000, kept(session).consumed());
        assertEquals(1_000_002_000, kept(session).end());
    }

    @Test
    void sessionsThatGoOnAreNotForgottenForOthers() {
        String live = begin(one, "m0");
        for (int i = 0; i < 5; i++) {
            now += 1_000;
            String session = begin(one, "m1");
            done(one.ends(DEMO, "m1", session, 1));
        }
        assertFalse(kept(live).isOver(now));
        assertEquals(3, done(folders.sessions(DEMO).all()).size());
        now += 3 * DAY;
        assertEquals(0, done(folders.sessions(DEMO).all()).size(), "a day after the end of their meetings");
    }
}
