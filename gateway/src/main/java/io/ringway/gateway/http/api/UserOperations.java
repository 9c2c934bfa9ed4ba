package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.envelope.BackendStep.Connected;
import io.ringway.gateway.protocol.envelope.BackendStep.Seen;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Who is connected, how, and who may not be. Stateless; any event loop. */
final class UserOperations {
    private static final Comparator<Connected> BY_CID =
            Comparator.comparing(connection -> connection.cid().toString());

    private final Backend backend;
    private final InstantSource clock;

    private static final long MAX_BAN_S = 31_622_400;

    UserOperations(Backend backend, InstantSource clock) {
        this.backend = backend;
        this.clock = clock;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("listUsers", this::list);
        operations.put("queryUsers", this::query);
        operations.put("listUserConnections", this::connections);
        operations.put("getBan", this::showBan);
        operations.put("banUser", this::ban);
        operations.put("unbanUser", this::unban);
    }

    private Future<Reply> list(ApiCall call) {
        String after = call.cursor();
        if (!after.isEmpty() && !Names.isUserId(after)) {
            throw ApiCall.notGiven();
        }
        return backend.users(call.tenant(), after, call.limit())
                .map(users -> Reply.ok(
                        call.page("users", users, user -> new JsonObject().put("user_id", user.id()), UserId::id)));
    }

    private Future<Reply> query(ApiCall call) {
        List<String> ids = call.body().texts(Field.USER_IDS);
        ids.forEach(call::user);
        return backend.users(call.tenant(), ids).map(users -> {
            JsonArray rows = new JsonArray();
            users.forEach(user -> rows.add(row(user)));
            return Reply.ok(new JsonObject().put("users", rows));
        });
    }

    private static JsonObject row(Seen user) {
        return new JsonObject()
                .put("user_id", user.id())
                .put("online", user.isOnline())
                .put("connections", user.connections())
                .put("virtual", user.isVirtual())
                .put("last_seen", user.isOnline() || user.lastSeen() == 0 ? null : user.lastSeen());
    }

    private Future<Reply> connections(ApiCall call) {
        String after = call.cidCursor();
        return backend.connections(call.user(call.path("user_id"))).map(connections -> {
            List<Connected> page = connections.stream()
                    .filter(connection -> connection.cid().toString().compareTo(after) > 0)
                    .sorted(BY_CID)
                    .limit(call.limit())
                    .toList();
            return Reply.ok(call.page(
                    "connections",
                    page,
                    ConnectionOperations::row,
                    connection -> connection.cid().toString()));
        });
    }

    private Future<Reply> showBan(ApiCall call) {
        return backend.ban(call.user(call.path("user_id")))
                .map(ban -> Reply.ok(new JsonObject().put("since", ban.since()).put("until", ban.until())));
    }

    private Future<Reply> ban(ApiCall call) {
        UserId user = call.user(call.path("user_id"));
        long now = clock.millis();
        long until = now + 1_000 * call.body().integer(Field.SECONDS, 1, MAX_BAN_S, 1);
        return backend.exclude(new Revocation(Revocation.Kind.BAN, call.tenant(), user.id(), now, until, until))
                .map(Reply.ok(new JsonObject().put("until", until)));
    }

    private Future<Reply> unban(ApiCall call) {
        return backend.pardon(call.user(call.path("user_id")), clock.millis()).map(Reply.NO_CONTENT);
    }
}
