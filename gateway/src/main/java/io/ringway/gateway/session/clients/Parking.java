package io.ringway.gateway.session.clients;

import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Timetable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The sessions that wait for their clients to come back, and until when. Hub only. */
public final class Parking {
    /** No look at the clock for so long, where one is due every second: this node stood still, or was late with everything. */
    private static final long STANDSTILL_MS = 4_000;
    /** What broke meanwhile is found out at once, or soon. */
    private static final long FOUND_OUT_MS = 3_000;

    private final long boundBytes;

    /** Those that wait longest first. */
    private final Map<Session, Long> until = new LinkedHashMap<>();

    private final Timetable<Session> deadlines = new Timetable<>();

    private LongSupplier besides = () -> 0;
    private long lookedAt;
    private long stoodStillFrom;
    private long foundOutUntil;

    /** @param boundBytes what may be kept for all of them together */
    Parking(long boundBytes) {
        this.boundBytes = boundBytes;
    }

    public int size() {
        return until.size();
    }

    /**
     * Since when a connection that broke is missed by its client, where it is found out now. While this node stood still it may have
     * broken at any time, and others have told of its client by then: whoever is not back has had his time.
     */
    long lostAt(long now) {
        look(now);
        return now < foundOutUntil ? stoodStillFrom : now;
    }

    /** Once a second, and before whatever a standstill changes. */
    void look(long now) {
        if (lookedAt != 0 && now - lookedAt >= STANDSTILL_MS) {
            stoodStillFrom = lookedAt;
            foundOutUntil = now + FOUND_OUT_MS;
        }
        lookedAt = now;
    }

    /** @param at milliseconds since 1970; it may wait a part of a second longer */
    void park(Session session, long at) {
        long rounded = at + 999;
        until.put(session, rounded);
        deadlines.put(rounded, session);
    }

    /** Takes a session out; nothing happens where it did not wait. */
    void forget(Session session) {
        Long at = until.remove(session);
        if (at != null) {
            deadlines.take(at, session);
        }
    }

    /** Until when a session waits; null where it does not. */
    public @Nullable Long until(Session session) {
        return until.get(session);
    }

    /** Takes out those whose time is over. */
    List<Session> due(long now) {
        List<Session> due = new ArrayList<>(deadlines.due(now));
        due.forEach(until::remove);
        return due;
    }

    /** There is more that is kept, for sessions that are on their way to other nodes. It is kept for some seconds, and not cut. */
    public void countToo(LongSupplier bytes) {
        besides = bytes;
    }

    /** Where all that is kept is too much, gives up what is kept for those that wait longest: they are told of the gap. */
    void cut() {
        long bytes = besides.getAsLong();
        for (Session session : until.keySet()) {
            bytes += session.line().bytes();
        }
        for (Session session : until.keySet()) {
            if (bytes <= boundBytes) {
                return;
            }
            bytes -= session.line().bytes();
            session.line().cut();
        }
    }
}
