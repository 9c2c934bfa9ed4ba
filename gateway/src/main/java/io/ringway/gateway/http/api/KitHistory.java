package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Attendee;
import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.MeetingSession;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Sessions of meetings, those that go on and those that are over, and who was in them. Stateless; any event loop. */
final class KitHistory {
    private static final String LIVE = "LIVE";
    private static final double MILLIS_A_MINUTE = 60_000;

    private final Kit kit;

    KitHistory(Kit kit) {
        this.kit = kit;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitListSessions", kit.operation(this::list));
        operations.put("kitGetSession", kit.operation(this::show));
        operations.put("kitListSessionParticipants", kit.operation(this::attendees));
        operations.put("kitGetSessionParticipant", kit.operation(this::attendee));
    }

    private Future<Reply> list(ApiCall call) {
        Folder<MeetingSession> folder = kit.folders().sessions(call.tenant());
        boolean isWhole = Stream.of("search", "status", "associated_id", "start_time", "end_time")
                        .map(call::query)
                        .allMatch(Objects::isNull)
                && !isOldestFirst(call);
        return Kit.page(
                call,
                told(call, isWhole ? folder::page : Kit.Source.of(sifted(folder, call))),
                session -> json(call, session),
                rows -> new JsonObject().put("sessions", rows));
    }

    /** @param consumed for how many milliseconds its participants were there, together */
    private record Told(MeetingSession session, long consumed) {}

    private Future<Told> told(ApiCall call, MeetingSession session) {
        return kit.folders()
                .minutes()
                .of(call.tenant(), session, kit.now())
                .map(consumed -> new Told(session, consumed));
    }

    /** One after the other: who is in them is read of those that go on. */
    private Kit.Source<Told> told(ApiCall call, Kit.Source<MeetingSession> sessions) {
        return (offset, limit) -> sessions.page(offset, limit).compose(page -> {
            List<Told> told = new ArrayList<>();
            Future<?> all = Future.succeededFuture();
            for (MeetingSession session : page.items()) {
                all = all.compose(before -> told(call, session).onSuccess(told::add));
            }
            return all.map(done -> new Folder.Page<>(told, page.total()));
        });
    }

    private static boolean isOldestFirst(ApiCall call) {
        return "ASC".equals(call.query("sort_order"));
    }

    private Future<List<MeetingSession>> sifted(Folder<MeetingSession> folder, ApiCall call) {
        Long from = KitText.time(call, "start_time");
        return folder.sifted(filter(call), session -> from != null && session.started() < from)
                .map(found -> isOldestFirst(call) ? found.reversed() : found);
    }

    private Predicate<MeetingSession> filter(ApiCall call) {
        String search = call.query("search");
        String status = call.query("status");
        String meeting = call.query("associated_id");
        Long to = KitText.time(call, "end_time");
        long now = kit.now();
        return session -> (search == null || contains(session, search))
                && (status == null || session.isOver(now) != status.equals(LIVE))
                && (meeting == null || session.meeting().equals(meeting))
                && (to == null || session.started() <= to);
    }

    private static boolean contains(MeetingSession session, String search) {
        return session.id().equals(search)
                || session.meeting().equals(search)
                || session.title().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    private Future<MeetingSession> session(ApiCall call) {
        return kit.folders()
                .sessions(call.tenant())
                .get(call.path("session_id"))
                .map(found -> found.orElseThrow(() -> Kit.notFound("session")));
    }

    private Future<Reply> show(ApiCall call) {
        return session(call)
                .compose(session -> told(call, session))
                .map(session -> Kit.ok(new JsonObject().put("session", json(call, session))));
    }

    private JsonObject json(ApiCall call, Told told) {
        MeetingSession session = told.session;
        boolean isOver = session.isOver(kit.now());
        JsonObject json = new JsonObject()
                .put("id", session.id())
                .put("associated_id", session.meeting())
                .put("organization_id", call.tenant().name())
                .put("meeting_display_name", session.title())
                .put("type", "meeting")
                .put("status", isOver ? "ENDED" : LIVE)
                .put("live_participants", isOver ? 0 : session.present())
                .put("max_concurrent_participants", session.peak())
                .put("minutes_consumed", told.consumed / MILLIS_A_MINUTE)
                .put("started_at", KitText.time(session.started()))
                .put("created_at", KitText.time(session.started()))
                .put("updated_at", KitText.time(isOver ? session.end() : session.seen()));
        return isOver ? json.put("ended_at", KitText.time(session.end())) : json;
    }

    private Future<Reply> attendees(ApiCall call) {
        return session(call).compose(session -> {
            Folder<Attendee> folder = kit.folders().attendees(call.tenant(), session.id());
            return Kit.page(
                    call,
                    folder::page,
                    attendee -> json(session, attendee),
                    rows -> new JsonObject().put("participants", rows));
        });
    }

    private Future<Reply> attendee(ApiCall call) {
        return session(call)
                .compose(session -> kit.folders()
                        .attendees(call.tenant(), session.id())
                        .get(call.path("participant_id"))
                        .map(found -> found.orElseThrow(() -> Kit.notFound("participant")))
                        .map(attendee -> Kit.ok(new JsonObject().put("participant", json(session, attendee)))));
    }

    private JsonObject json(MeetingSession session, Attendee attendee) {
        long now = kit.now();
        long then = session.lasted(now);
        boolean isThere = attendee.isThere() && !session.isOver(now);
        long left = attendee.isThere() ? then : attendee.left();
        JsonObject json = new JsonObject()
                .put("id", attendee.id())
                .put("user_id", attendee.user())
                .put("custom_participant_id", attendee.user())
                .put("display_name", attendee.name())
                .put("preset_name", attendee.preset())
                .put("duration", attendee.duration(then) / MILLIS_A_MINUTE)
                .put("joined_at", KitText.time(attendee.joined()))
                .put("created_at", KitText.time(attendee.joined()))
                .put("updated_at", KitText.time(isThere ? attendee.since() : left));
        return isThere ? json : json.put("left_at", KitText.time(left));
    }
}
