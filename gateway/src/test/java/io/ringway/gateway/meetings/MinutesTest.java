package io.ringway.gateway.meetings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.MeetingsConfig;
import io.ringway.gateway.meetings.Chronicle.Presence;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session with one participant, on a clock that stands. */
class MinutesTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final long DAY = 86_400_000;
    private static final MeetingsConfig CONFIG =
            Config.of(Map.of("dev", "true")).meetings();

    private long now = 1_000_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);
    private final WatchedShelves shelves = new WatchedShelves(clock);
    private final Folders folders = new Folders(shelves, CONFIG);
    private final Chronicle chronicle = new Chronicle(folders, Duration.ofDays(1), clock);
    private String session = "";

    private static <T> T done(Future<T> future) {
        assertTrue(future.succeeded(), () -> String.valueOf(future.cause()));
        return future.result();
    }

    @BeforeEach
    void ada() {
        folders.meetings(DEMO).add(new Meeting("m", "title", true, 10, false, now + DAY, now, now));
        session = done(chronicle.begin(DEMO, "m")).orElseThrow().session();
        goesOn();
        done(chronicle.came(new Presence(DEMO, "m", session, "ada", "a", now), gone -> false));
        now += 10_000;
        goesOn();
    }

    private void goesOn() {
        done(chronicle.goesOn(DEMO, "m", session, 1, 1));
    }

    private MeetingSession kept() {
        return done(folders.sessions(DEMO).get(session)).orElseThrow();
    }

    private long consumed() {
        return done(folders.minutes().of(DEMO, kept(), now));
    }

    private ShelfStore whereNothingIsWritten() {
        return (ShelfStore) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ShelfStore.class},
                (proxy, method, arguments) -> method.getName().equals("put")
                        ? Future.failedFuture("full")
                        : method.invoke(shelves, arguments));
    }

    /** All who were in it were read for each session on each page, for ever. */
    @Test
    void minutesOfASessionWhoseNodesDiedWereCountedAnewForWhoeverListsIt() {
        now += MeetingSession.LEASE_MS;
        assertEquals(10_000, consumed());
        int read = shelves.read();
        int written = shelves.written();
        assertEquals(10_000, kept().consumed());
        assertEquals(10_000, consumed());
        assertEquals(read, shelves.read());
        assertEquals(written, shelves.written());
    }

    @Test
    void nothingIsWrittenOfASessionThatGoesOn() {
        int written = shelves.written();
        now += 5_000;
        assertEquals(15_000, consumed());
        assertEquals(written, shelves.written());
    }

    @Test
    void aSessionThatIsGivenUpTooEarlyIsCountedAgain() {
        MeetingSession before = kept();
        now += MeetingSession.LEASE_MS;
        assertEquals(10_000, consumed());
        goesOn();
        assertEquals(70_000, consumed());
        assertEquals(10_000, done(folders.minutes().of(DEMO, before, now)), "as it was when it was listed");
        assertEquals(MeetingSession.UNKNOWN, kept().consumed(), "what was listed before is not written over it");
    }

    @Test
    void minutesAreToldThoughTheyCannotBeWritten() {
        MeetingSession listed = kept();
        now += MeetingSession.LEASE_MS;
        Folders full = new Folders(whereNothingIsWritten(), CONFIG);
        assertEquals(10_000, done(full.minutes().of(DEMO, listed, now)));
        assertEquals(MeetingSession.UNKNOWN, kept().consumed());
    }
}
