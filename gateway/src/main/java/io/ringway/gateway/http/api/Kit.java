package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.MeetingsConfig;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.backend.Groups;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Meetings in the words of RealtimeKit's API: what its operations have in common. Stateless; any event loop.
 *
 * @param minter null where the gateway has no secret to sign with
 * @param tokens finds whether a token is good
 * @param longestToken how long a token that is accepted may live
 */
record Kit(
        Backend backend,
        Folders folders,
        MeetingsConfig config,
        @Nullable TokenMinter minter,
        TokenVerifier tokens,
        Duration longestToken,
        Limits limits,
        InstantSource clock) {
    private static final int PAGE = 20;

    /**
     * How long a token outlives its meeting: whoever is in that is told that it is over, on every clock, and not that a new token is
     * needed. Nobody gets in meanwhile, as its group has ended.
     */
    private static final Duration PAST_END = Duration.ofSeconds(15);

    void addTo(Map<String, Operation> operations) {
        new KitPresets(this).addTo(operations);
        new KitMeetings(this).addTo(operations);
        new KitParticipants(this).addTo(operations);
        new KitSessions(this).addTo(operations);
        new KitHistory(this).addTo(operations);
        new KitWaitingRoom(this).addTo(operations);
    }

    /** One of them; what it does runs on the hub, where this node is not cut off from its cluster. */
    Operation operation(Function<ApiCall, Future<Reply>> work) {
        return call -> {
            if (!call.tenant().name().equals(call.path("app"))) {
                throw new ApiError(ErrorCode.NOT_FOUND, "this API key is for no such app");
            }
            // A long body is not for the hub to read.
            call.json();
            return backend.onHub(() -> work.apply(call));
        };
    }

    long now() {
        return clock.millis();
    }

    Group group(Tenant tenant, Meeting meeting) {
        return new Group(tenant, meeting.group());
    }

    Future<Meeting> meeting(ApiCall call) {
        return folders.meetings(call.tenant())
                .get(call.path("meeting_id"))
                .map(found -> found.orElseThrow(() -> notFound("meeting")));
    }

    /** How long a token lives that is for a meeting; fails where that is over. */
    Duration within(Duration longest, long end) {
        long left = end - now();
        if (left <= 0) {
            throw new ApiError(ErrorCode.GROUP_CLOSED, "the meeting is over");
        }
        Duration life = PAST_END.plusMillis(left);
        return life.compareTo(longest) < 0 ? life : longest;
    }

    /** A meeting's group is to be so, and open. Completes with whether it was closed. */
    Future<Boolean> open(Group group, GroupSettings wanted) {
        Groups groups = backend.groups();
        return groups.settings(group)
                .compose(known -> known.equals(wanted) ? Future.succeededFuture() : groups.set(group, wanted))
                .compose(set -> groups.closedUntil(group))
                // To close for no time opens what is closed; who is in an open one would be taken out.
                .compose(until -> until == 0
                        ? Future.succeededFuture(false)
                        : groups.close(group, 0).map(true));
    }

    /** A meeting's group is to be closed until the meeting is over. */
    Future<Void> close(Group group, Meeting meeting) {
        Groups groups = backend.groups();
        return groups.closedUntil(group)
                .compose(until -> until >= meeting.until()
                        ? Future.succeededFuture()
                        : groups.close(group, Math.max(1, meeting.until() - now()))
                                .mapEmpty());
    }

    static ApiError notFound(String what) {
        return new ApiError(ErrorCode.NOT_FOUND, "no such " + what);
    }

    static Reply ok(Object data) {
        return Reply.ok(envelope(data));
    }

    static Reply created(Object data) {
        return Reply.created(envelope(data));
    }

    private static JsonObject envelope(Object data) {
        return new JsonObject().put("success", true).put("data", data);
    }

    /** Where a page comes from. */
    interface Source<T> {
        Future<Folder.Page<T>> page(int offset, int limit);

        /** Everything is there already. */
        static <T> Source<T> of(Future<List<T>> all) {
            return (offset, limit) -> all.map(rows ->
                    new Folder.Page<>(rows.stream().skip(offset).limit(limit).toList(), rows.size()));
        }
    }

    /** A page of what is kept, as the call asks for it. */
    static <T> Future<Reply> page(ApiCall call, Source<T> source, Function<T, JsonObject> row) {
        return page(call, source, row, rows -> rows);
    }

    /** @param data what is told of the rows */
    static <T> Future<Reply> page(
            ApiCall call, Source<T> source, Function<T, JsonObject> row, Function<JsonArray, Object> data) {
        int limit = call.number("per_page", PAGE);
        int offset = (Math.max(1, call.number("page_no", 1)) - 1) * limit;
        return source.page(offset, limit).map(found -> {
            JsonArray rows = new JsonArray();
            found.items().forEach(item -> rows.add(row.apply(item)));
            int first = rows.isEmpty() ? 0 : offset + 1;
            JsonObject paging = new JsonObject()
                    .put("total_count", found.total())
                    .put("start_offset", first)
                    .put("end_offset", rows.isEmpty() ? 0 : offset + rows.size());
            return Reply.ok(envelope(data.apply(rows)).put("paging", paging));
        });
    }
}
