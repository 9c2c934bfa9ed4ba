package io.ringway.gateway.meetings;

import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Which meetings have a session now, and what is kept of those that were. Several nodes may write of one session: each step can be done
 * twice, and in whichever order two nodes come to it. Hub only. Where the store does not answer, futures fail with {@link
 * io.ringway.cluster.UnavailableException}.
 */
public final class Chronicle {
    private static final int TRIES = 4;

    /** By any node's clock. */
    private static final long LONG_OVER = 1;

    /** Of so many of the oldest sessions one is over, where there have to be fewer. */
    private static final int OLDEST = 50;

    private final Folders folders;
    private final Duration age;
    private final InstantSource clock;

    /** @param age how long after the end of its meeting a session is kept */
    public Chronicle(Folders folders, Duration age, InstantSource clock) {
        this.folders = folders;
        this.age = age;
        this.clock = clock;
    }

    /** Who came into, or left, which session. */
    public record Presence(Tenant tenant, String meeting, String session, String user, String cid, long at) {}

    /** @param isNew whether its place was taken now */
    public record Begun(String session, boolean isNew) {}

    /**
     * Takes a place for a meeting that has none; completes with the session that it has then, empty where there is no such meeting.
     * Fails with {@link FullException} where as many meetings have one as may.
     */
    public Future<Optional<Begun>> begin(Tenant tenant, String meeting) {
        return begin(tenant, meeting, TRIES);
    }

    private Future<Optional<Begun>> begin(Tenant tenant, String meeting, int tries) {
        return current(tenant, meeting).compose(known -> {
            if (known.isPresent() || tries == 0) {
                return Future.succeededFuture(known.map(session -> new Begun(session, false)));
            }
            return folders.meetings(tenant).get(meeting).compose(found -> {
                if (found.isEmpty()) {
                    return Future.succeededFuture(Optional.empty());
                }
                Folders.Place place = place(meeting, UUID.randomUUID().toString());
                return folders.places(tenant)
                        .add(place)
                        .compose(isFirst -> isFirst
                                ? Future.succeededFuture(Optional.of(new Begun(place.session(), true)))
                                : begin(tenant, meeting, tries - 1));
            });
        });
    }

    private Folders.Place place(String meeting, String session) {
        long now = clock.millis();
        return new Folders.Place(meeting, session, now, now + MeetingSession.LEASE_MS);
    }

    /** The session that a meeting has now. */
    public Future<Optional<String>> current(Tenant tenant, String meeting) {
        return folders.places(tenant).get(meeting).map(place -> place.map(Folders.Place::session));
    }

    /**
     * A session goes on; completes with the one that the meeting has, which is another where this one had been given up meanwhile.
     *
     * @param most how many were in it at once since that was said last
     */
    public Future<String> goesOn(Tenant tenant, String meeting, String session, int present, int most) {
        return folders.places(tenant)
                .changeOrAdd(
                        meeting,
                        place -> place.until(clock.millis() + MeetingSession.LEASE_MS),
                        () -> place(meeting, session))
                .map(Folders.Place::session)
                // Its place was given up, and is taken: whoever is in it stays.
                .recover(failure -> failure instanceof FullException
                        ? Future.succeededFuture(session)
                        : Future.failedFuture(failure))
                .compose(current ->
                        written(tenant, meeting, current, present, most).map(current));
    }

    private Future<?> written(Tenant tenant, String meeting, String session, int present, int most) {
        long now = clock.millis();
        return folders.sessions(tenant)
                .change(session, before -> before.seen(present, most, now))
                .compose(changed -> changed.isPresent()
                        ? Future.succeededFuture()
                        : folders.meetings(tenant)
                                .get(meeting)
                                .compose(found -> found.isEmpty()
                                        ? Future.succeededFuture()
                                        : file(tenant, fresh(found.get(), session, present, most, now), TRIES)))
                // It is not written down where so many go on that there is no room.
                .recover(failure ->
                        failure instanceof FullException ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private MeetingSession fresh(Meeting meeting, String session, int present, int most, long now) {
        long until = meeting.until() + age.toMillis();
        return new MeetingSession(
                session, meeting.id(), meeting.title(), now, now, 0, present, most, MeetingSession.UNKNOWN, until);
    }

    private Future<?> file(Tenant tenant, MeetingSession session, int tries) {
        return folders.sessions(tenant)
                .add(session)
                .recover(failure -> failure instanceof FullException && tries > 0
                        ? makeRoom(tenant)
                                .compose(room -> file(tenant, session, tries - 1))
                                .map(true)
                        : Future.failedFuture(failure));
    }

    /** Forgets the oldest session that is over. */
    private Future<?> makeRoom(Tenant tenant) {
        Folder<MeetingSession> sessions = folders.sessions(tenant);
        return sessions.page(0, 1)
                .compose(newest -> sessions.page(Math.max(0, newest.total() - OLDEST), OLDEST))
                .compose(oldest -> {
                    List<MeetingSession> over = oldest.items().stream()
                            .filter(session -> session.isOver(clock.millis()))
                            .toList();
                    return over.isEmpty()
                            ? Future.failedFuture(new FullException("sessions that go on"))
                            : forget(tenant, over.getLast().id());
                });
    }

    /** Who was there first: where this node dies in between, the session is found again. */
    private Future<?> forget(Tenant tenant, String session) {
        Folder<Attendee> attendees = folders.attendees(tenant, session);
        return attendees.all().compose(all -> {
            Future<?> gone = Future.succeededFuture();
            for (Attendee one : all) {
                gone = gone.compose(before -> attendees.remove(one.id()));
            }
            return gone.compose(empty -> folders.sessions(tenant).remove(session));
        });
    }

    /**
     * Nobody is in a session any more: another meeting may have its place, unless it is another session's by then. To be said by each node
     * when it has written that its last one left: how long all were there is counted anew each time.
     */
    public Future<?> ends(Tenant tenant, String meeting, String session, int most) {
        long now = clock.millis();
        return folders.places(tenant)
                .change(meeting, place -> place.session().equals(session) ? place.until(LONG_OVER) : place)
                .compose(free -> folders.sessions(tenant).work(session, before -> {
                    MeetingSession over = before.ended(most, now);
                    return folders.minutes().count(tenant, over, now).map(over::consumed);
                }));
    }

    /**
     * Somebody came, perhaps not for the first time. Beyond {@code meetings.added} they are not written down.
     *
     * @param isGone whether a connection is on no node any more
     */
    public Future<?> came(Presence who, Predicate<String> isGone) {
        return attended(who, before -> before.came(who.cid, who.at, isGone));
    }

    /**
     * Somebody came and left again, perhaps several times.
     *
     * @param who at the first time
     * @param left the last time
     * @param millis how long it was there
     */
    public Future<?> visited(Presence who, long left, long millis) {
        return attended(who, before -> before.visited(who.at, left, millis));
    }

    private Future<?> attended(Presence who, UnaryOperator<Attendee> change) {
        String id = Participant.idOf(who.meeting, who.user);
        return folders.meetings(who.tenant)
                .get(who.meeting)
                .compose(meeting -> meeting.isEmpty()
                        ? Future.succeededFuture()
                        : folders.participants(who.tenant, who.meeting)
                                .get(id)
                                .compose(participant -> folders.attendees(who.tenant, who.session)
                                        .changeOrAdd(
                                                id,
                                                change,
                                                () -> change.apply(fresh(id, who, participant, meeting.get())))));
    }

    private Attendee fresh(String id, Presence who, Optional<Participant> participant, Meeting meeting) {
        return new Attendee(
                id,
                who.user,
                participant.map(Participant::name).orElse(null),
                participant.map(Participant::preset).orElse(null),
                who.at,
                0,
                who.at,
                0,
                Set.of(),
                meeting.until() + age.toMillis());
    }

    /** One of somebody's connections left. */
    public Future<?> left(Presence who) {
        return folders.attendees(who.tenant, who.session)
                .change(Participant.idOf(who.meeting, who.user), before -> before.left(who.cid, who.at));
    }
}
