package io.ringway.gateway.meetings;

import io.vertx.core.json.JsonObject;

/**
 * Somebody was in a meeting, from when the first one came until the last one left. Nodes with members in it say again and again
 * that it goes on; of one that nobody has spoken of for {@link #LEASE_MS} the nodes were lost, and it ended when they were heard last.
 *
 * @param id a UUID
 * @param meeting the meeting's id
 * @param title the meeting's, when it began
 * @param seen when it was last heard that it goes on
 * @param ended when the last one left; 0 where that was not heard
 * @param present how many connections were in it when it was heard of last
 * @param peak the most that were in it at once
 * @param consumed for how many milliseconds its participants were there, together; {@link #UNKNOWN} where that was not counted yet
 * @param until when it is forgotten
 */
public record MeetingSession(
        String id,
        String meeting,
        String title,
        long started,
        long seen,
        long ended,
        int present,
        int peak,
        long consumed,
        long until)
        implements Filed {
    static final long UNKNOWN = -1;

    /** How long a session goes on of which nothing is heard. */
    public static final long LEASE_MS = 60_000;

    static MeetingSession of(JsonObject json) {
        return new MeetingSession(
                json.getString("id"),
                json.getString("meeting"),
                json.getString("title"),
                json.getLong("started"),
                json.getLong("seen"),
                json.getLong("ended"),
                json.getInteger("present"),
                json.getInteger("peak"),
                json.getLong("consumed", UNKNOWN),
                json.getLong("until"));
    }

    @Override
    public long created() {
        return started;
    }

    /** It goes on, or does so again: a node that saw nobody in it may have been wrong. */
    MeetingSession seen(int presentNow, int mostSince, long now) {
        int most = Math.max(peak, mostSince);
        return new MeetingSession(id, meeting, title, started, now, 0, presentNow, most, UNKNOWN, until);
    }

    /** Nobody is in it any more. */
    MeetingSession ended(int mostSince, long now) {
        long end = ended == 0 ? now : ended;
        return new MeetingSession(
                id, meeting, title, started, seen, end, 0, Math.max(peak, mostSince), consumed, until);
    }

    MeetingSession consumed(long millis) {
        return new MeetingSession(id, meeting, title, started, seen, ended, present, peak, millis, until);
    }

    public boolean isOver(long now) {
        return ended != 0 || seen + LEASE_MS <= now;
    }

    /** When it ended, where it is over. */
    public long end() {
        return ended == 0 ? seen : ended;
    }

    /** Up to when somebody who is in it has been there. */
    public long lasted(long now) {
        return isOver(now) ? end() : now;
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("meeting", meeting)
                .put("title", title)
                .put("started", started)
                .put("seen", seen)
                .put("ended", ended)
                .put("present", present)
                .put("peak", peak)
                .put("consumed", consumed)
                .put("until", until);
    }
}
