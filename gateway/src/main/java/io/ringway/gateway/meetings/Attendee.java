package io.ringway.gateway.meetings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who was in a session of a meeting, with however many connections.
 *
 * @param id the participant's; the same in each session of the meeting
 * @param name the participant's, when it came first; null where it has none, or is none
 * @param preset as the name
 * @param joined when it came first
 * @param left when it left last; 0 where it never did
 * @param since when it came last
 * @param millis how long it was there before that
 * @param present the ids of its connections that are there
 * @param until when it is forgotten
 */
public record Attendee(
        String id,
        String user,
        @Nullable String name,
        @Nullable String preset,
        long joined,
        long left,
        long since,
        long millis,
        Set<String> present,
        long until)
        implements Filed {
    /** More connections than anybody has; of more, some are taken for gone. */
    private static final int MOST = 32;

    public Attendee {
        present = Set.copyOf(present);
    }

    static Attendee of(JsonObject json) {
        Set<String> present = new LinkedHashSet<>();
        json.getJsonArray("present").forEach(cid -> present.add((String) cid));
        return new Attendee(
                json.getString("id"),
                json.getString("user"),
                json.getString("name"),
                json.getString("preset"),
                json.getLong("joined"),
                json.getLong("left"),
                json.getLong("since"),
                json.getLong("millis"),
                present,
                json.getLong("until"));
    }

    @Override
    public long created() {
        return joined;
    }

    /** @param isGone whether a connection is on no node any more */
    Attendee came(String cid, long now, Predicate<String> isGone) {
        Set<String> there = new LinkedHashSet<>(present);
        boolean wasThere = there.contains(cid);
        there.removeIf(one -> !one.equals(cid) && isGone.test(one));
        if (there.size() >= MOST && !wasThere) {
            there.remove(there.iterator().next());
        }
        long from = there.isEmpty() ? now : since;
        there.add(cid);
        return new Attendee(id, user, name, preset, joined, left, from, millis, there, until);
    }

    Attendee left(String cid, long now) {
        Set<String> there = new LinkedHashSet<>(present);
        if (!there.remove(cid)) {
            return this;
        }
        long before = there.isEmpty() ? millis + Math.max(0, now - since) : millis;
        return new Attendee(id, user, name, preset, joined, now, since, before, there, until);
    }

    /**
     * It came and left, perhaps several times; what of that is known already counts once.
     *
     * @param came the first time
     * @param gone the last time
     * @param there how many milliseconds it was there in between
     */
    Attendee visited(long came, long gone, long there) {
        long first = Math.min(joined, came);
        long from = Math.max(came, left);
        if (isThere() && gone >= since) {
            return new Attendee(id, user, name, preset, first, left, Math.min(since, from), millis, present, until);
        }
        long more = Math.max(0, Math.min(there, gone - from));
        return new Attendee(id, user, name, preset, first, Math.max(left, gone), since, millis + more, present, until);
    }

    /** Whether it is in the session, where that is not over. */
    public boolean isThere() {
        return !present.isEmpty();
    }

    /** How many milliseconds it was there, until then. */
    public long duration(long then) {
        return millis + (isThere() ? Math.max(0, then - since) : 0);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("user", user)
                .put("name", name)
                .put("preset", preset)
                .put("joined", joined)
                .put("left", left)
                .put("since", since)
                .put("millis", millis)
                .put("present", new JsonArray(List.copyOf(present)))
                .put("until", until);
    }
}
