package io.ringway.gateway.http.api;

import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.backend.Groups;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many members a group holds, when it ends, and its end. Stateless; any event loop. */
final class GroupSettingsOperations {
    private static final long MAX_SECONDS = 31_536_000;

    private final Groups groups;
    private final InstantSource clock;

    GroupSettingsOperations(Groups groups, InstantSource clock) {
        this.groups = groups;
        this.clock = clock;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("getGroup", this::show);
        operations.put("putGroup", this::put);
        operations.put("deleteGroup", this::delete);
        operations.put("closeGroup", this::close);
    }

    private Future<Reply> show(ApiCall call) {
        return groups.show(call.group())
                .map(shown -> Reply.ok(json(call, shown.settings())
                        .put("members", shown.members())
                        .put("closed", shown.isClosed())
                        .put("closed_until", time(shown.closedUntil()))));
    }

    private Future<Reply> put(ApiCall call) {
        ApiRequest body = call.body();
        GroupSettings settings = new GroupSettings(
                (int) body.integer(Field.MAX_MEMBERS, 1, Integer.MAX_VALUE, GroupSettings.NO_BOUND), end(body));
        return groups.set(call.group(), settings).map(done -> Reply.ok(json(call, settings)));
    }

    private long end(ApiRequest body) {
        long now = clock.millis();
        boolean isTime = body.has(Field.EXPIRES_AT);
        if (isTime && body.has(Field.TTL_S)) {
            throw ApiCall.bad("`expires_at` and `ttl_s` say the same thing: send one of them");
        }
        if (!isTime) {
            long seconds = body.integer(Field.TTL_S, 1, MAX_SECONDS, 0);
            return seconds == 0 ? Entry.NEVER : now + 1_000 * seconds;
        }
        long at = body.integer(Field.EXPIRES_AT, 0, Long.MAX_VALUE, 0);
        if (at <= now || at > now + 1_000 * MAX_SECONDS) {
            throw ApiCall.bad("`expires_at` is a time in milliseconds since 1970, at most a year from now");
        }
        return at;
    }

    private Future<Reply> delete(ApiCall call) {
        return groups.remove(call.group()).map(Reply.NO_CONTENT);
    }

    private Future<Reply> close(ApiCall call) {
        long seconds = call.body().integer(Field.FOR_S, 0, MAX_SECONDS, 0);
        return groups.close(call.group(), 1_000 * seconds)
                .map(until -> Reply.ok(
                        new JsonObject().put("group", call.group().name()).put("closed_until", time(until))));
    }

    private static JsonObject json(ApiCall call, GroupSettings settings) {
        return new JsonObject()
                .put("group", call.group().name())
                .put("max_members", settings.maxMembers() == GroupSettings.NO_BOUND ? null : settings.maxMembers())
                .put("expires_at", time(settings.expiresAt()));
    }

    private static @Nullable Long time(long millis) {
        return millis == Entry.NEVER ? null : millis;
    }
}
