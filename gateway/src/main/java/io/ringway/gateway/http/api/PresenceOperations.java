package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the backend says of who is where, and what they are doing. Stateless; any event loop. */
final class PresenceOperations {
    private static final int MAX_TTL_S = 86_400;

    private final Backend backend;

    PresenceOperations(Backend backend) {
        this.backend = backend;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("postPresence", this::post);
    }

    private Future<Reply> post(ApiCall call) {
        ApiRequest body = call.body();
        return (body.has(Field.EVENTS) ? events(call, body.objects(Field.EVENTS)) : event(body)).map(Reply::ok);
    }

    /** Each is carried out whatever becomes of the others, and those of one member in their order. */
    private Future<JsonObject> events(ApiCall call, List<ApiRequest> events) {
        return Batches.inOrder(call, events, PresenceOperations::member, this::event)
                .map(results -> new JsonObject().put("results", results));
    }

    /** Whom an event is about. */
    private static String member(ApiRequest event) {
        return event.text(Field.USER_ID) + "\n" + event.text(Field.GROUP);
    }

    private Future<JsonObject> event(ApiRequest event) {
        Group group = event.group();
        UserId user = event.user(Field.USER_ID);
        String what = event.text(Field.EVENT);
        long ttlMillis = 1_000 * event.integer(Field.TTL_S, 1, MAX_TTL_S, 0);
        return switch (what) {
            case "joined" -> backend.join(group, user, event.meta(), ttlMillis).map(PresenceOperations::done);
            case "heartbeat" -> backend.heartbeat(group, user, ttlMillis).map(PresenceOperations::done);
            case "updated" ->
                backend.update(group, user, only(event), event.meta()).map(PresenceOperations::done);
            case "left" -> backend.leave(group, user, only(event)).map(PresenceOperations::done);
            case "away" -> state(group, user, "away");
            case "back" -> state(group, user, "");
            case "status" -> state(group, user, event.text(Field.STATE));
            default -> throw ApiCall.bad("`event` is none that there is");
        };
    }

    /** Which of the user's members it is about; null for all. */
    private static @Nullable Cid only(ApiRequest event) {
        return event.has(Field.CID) ? event.cid() : null;
    }

    private static JsonObject done(List<Cid> members) {
        JsonArray cids = new JsonArray();
        members.forEach(cid -> cids.add(cid.toString()));
        return new JsonObject().put("cid", cids.getString(0)).put("cids", cids);
    }

    private Future<JsonObject> state(Group group, UserId user, String state) {
        return backend.state(group, user, state)
                .map(members -> done(members.stream().map(Member::cid).toList()));
    }
}
