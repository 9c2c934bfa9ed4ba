package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.Meeting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Meetings: made, found, changed, and closed. Stateless; any event loop. */
final class KitMeetings {
    private static final String ACTIVE = "ACTIVE";
    private static final int TRIES = 4;
    private static final int ID_CHARS = 36;

    private final Kit kit;

    KitMeetings(Kit kit) {
        this.kit = kit;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitCreateMeeting", kit.operation(this::create));
        operations.put("kitListMeetings", kit.operation(this::list));
        operations.put("kitGetMeeting", kit.operation(call -> kit.meeting(call).map(found -> Kit.ok(json(found)))));
        operations.put("kitUpdateMeeting", kit.operation(call -> update(call, false)));
        operations.put("kitReplaceMeeting", kit.operation(call -> update(call, true)));
    }

    private Future<Reply> create(ApiCall call) {
        JsonObject body = call.json();
        // Whatever else is said: a new meeting is ACTIVE.
        body.remove("status");
        Tenant tenant = call.tenant();
        long now = kit.now();
        Integer seconds = body.getInteger("lifetime_s");
        long until = now + (seconds == null ? kit.config().lifetime().toMillis() : 1_000L * seconds);
        Meeting blank = new Meeting(UUID.randomUUID().toString(), "", true, 1, false, until, now, now);
        Meeting meeting = changed(blank, body, true);
        return kit.folders()
                .meetings(tenant)
                .add(meeting)
                .compose(added -> kit.backend().groups().set(kit.group(tenant, meeting), settings(meeting)))
                .recover(failure -> kit.folders()
                        .meetings(tenant)
                        .remove(meeting.id())
                        // This node knows them though no other does, and would tell.
                        .eventually(() -> kit.backend().groups().remove(kit.group(tenant, meeting)))
                        .transform(undone -> Future.failedFuture(failure)))
                .map(done -> Kit.created(json(meeting)));
    }

    private static GroupSettings settings(Meeting meeting) {
        return new GroupSettings(meeting.maxParticipants(), meeting.until());
    }

    /** @param isWhole whether what is not said is as in a new one */
    private Meeting changed(Meeting meeting, JsonObject body, boolean isWhole) {
        String title = KitText.read(body, "title", kit.config().nameChars());
        boolean keepsTitle = !isWhole && !body.containsKey("title");
        Integer max = body.getInteger("max_participants");
        Boolean waiting = body.getBoolean("waiting_room");
        String status = body.getString("status");
        return new Meeting(
                meeting.id(),
                title != null ? title : keepsTitle ? meeting.title() : "",
                status != null ? status.equals(ACTIVE) : isWhole || meeting.isActive(),
                max != null ? max : isWhole ? kit.config().participants() : meeting.maxParticipants(),
                waiting != null ? waiting : !isWhole && meeting.waitingRoom(),
                meeting.until(),
                meeting.created(),
                kit.now());
    }

    private Future<Reply> update(ApiCall call, boolean isWhole) {
        JsonObject body = call.json();
        Tenant tenant = call.tenant();
        return kit.meeting(call)
                .compose(before ->
                        prepare(tenant, before, changed(before, body, isWhole)).map(before))
                .compose(before ->
                        kit.folders().meetings(tenant).change(before.id(), meeting -> changed(meeting, body, isWhole)))
                .map(changed -> changed.orElseThrow(() -> Kit.notFound("meeting")))
                .compose(meeting -> settle(tenant, meeting, TRIES))
                .map(meeting -> Kit.ok(json(meeting)));
    }

    /**
     * One that is to end is closed before that is written: where this node dies in between, it is ACTIVE and closed, and opened with
     * the next token; the other way round nobody would close it.
     */
    private Future<?> prepare(Tenant tenant, Meeting before, Meeting after) {
        return after.isActive() ? Future.succeededFuture() : kit.close(kit.group(tenant, before), before);
    }

    /** Lets the group be as the meeting says, and looks whether somebody has changed that meanwhile. */
    private Future<Meeting> settle(Tenant tenant, Meeting meeting, int tries) {
        Group group = kit.group(tenant, meeting);
        Future<?> settled = meeting.isActive() ? kit.open(group, settings(meeting)) : kit.close(group, meeting);
        return settled.compose(done -> kit.folders().meetings(tenant).get(meeting.id()))
                .compose(now -> now.isEmpty() || isAlike(now.get(), meeting) || tries == 0
                        ? Future.succeededFuture(meeting)
                        : settle(tenant, now.get(), tries - 1));
    }

    private static boolean isAlike(Meeting one, Meeting other) {
        return one.isActive() == other.isActive() && one.maxParticipants() == other.maxParticipants();
    }

    private Future<Reply> list(ApiCall call) {
        var folder = kit.folders().meetings(call.tenant());
        boolean isFiltered = Stream.of("search", "status", "start_time", "end_time")
                .map(call::query)
                .anyMatch(Objects::nonNull);
        return Kit.page(call, isFiltered ? Kit.Source.of(sifted(folder, call)) : folder::page, KitMeetings::json);
    }

    /** No further than what is asked for goes back; and of an id, that meeting alone. */
    private static Future<List<Meeting>> sifted(Folder<Meeting> folder, ApiCall call) {
        Predicate<Meeting> filter = filter(call);
        Long from = KitText.time(call, "start_time");
        String search = call.query("search");
        Future<Optional<Meeting>> named = search == null || search.length() != ID_CHARS
                ? Future.succeededFuture(Optional.empty())
                : folder.get(search);
        return named.compose(known -> known.isPresent()
                ? Future.succeededFuture(known.filter(filter).stream().toList())
                : folder.sifted(filter, meeting -> from != null && meeting.created() < from));
    }

    private static Predicate<Meeting> filter(ApiCall call) {
        String search = call.query("search");
        String status = call.query("status");
        Long from = KitText.time(call, "start_time");
        Long to = KitText.time(call, "end_time");
        return meeting -> (search == null || contains(meeting, search))
                && (status == null || meeting.isActive() == status.equals(ACTIVE))
                && (from == null || meeting.created() >= from)
                && (to == null || meeting.created() <= to);
    }

    private static boolean contains(Meeting meeting, String search) {
        return meeting.id().equals(search)
                || meeting.title().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    static JsonObject json(Meeting meeting) {
        return new JsonObject()
                .put("id", meeting.id())
                .put("title", meeting.title())
                .put("status", meeting.isActive() ? ACTIVE : "INACTIVE")
                .put("created_at", KitText.time(meeting.created()))
                .put("updated_at", KitText.time(meeting.updated()))
                .put("persist_chat", false)
                .put("record_on_start", false)
                .put("live_stream_on_start", false)
                .put("summarize_on_end", false)
                .put("group", meeting.group())
                .put("max_participants", meeting.maxParticipants())
                .put("waiting_room", meeting.waitingRoom())
                .put("ends_at", KitText.time(meeting.until()));
    }
}
