package io.ringway.gateway.push;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Notification;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What service workers read: one JSON object, by {@code type}. Title and body are where skapi-js's examples look for them. */
public final class Notices {
    /** How long a push service keeps that a ring is over: a device that is off so long has not heard it. */
    private static final long OVER_MILLIS = 60_000;

    private Notices() {}

    /** @param from who sends it; null for the app itself */
    public static Notice message(Notification notification, @Nullable UserId from, long until) {
        JsonObject json = new JsonObject()
                .put("type", "message")
                .put("title", notification.title())
                .put("body", notification.body());
        Bytes alone = write(json, notification.data());
        Bytes signed = from == null ? alone : write(json.put("from", from.id()), notification.data());
        // The longest names leave no room for the longest texts.
        return new Notice(signed.size() > Encryption.MAX_PLAINTEXT ? alone : signed, until, Urgency.NORMAL, null);
    }

    /** The data goes as it was written. */
    private static Bytes write(JsonObject json, Bytes data) {
        String text = json.encode();
        return data.isEmpty()
                ? Bytes.utf8(text)
                : Bytes.utf8(text.substring(0, text.length() - 1) + ",\"data\":" + data.utf8() + "}");
    }

    /** @param until when it will have stopped ringing */
    public static Notice ring(CallId call, UserId caller, long until) {
        return ofCall("ring", call, caller, until, new JsonObject().put("until", until));
    }

    /** @param reason as in {@code closed}, or {@code answered} where another device has answered */
    public static Notice over(CallId call, UserId caller, String reason, boolean missed, long now, long keptUntil) {
        long until = missed ? keptUntil : now + OVER_MILLIS;
        JsonObject more = new JsonObject().put("reason", reason).put("missed", missed);
        return ofCall("ring_over", call, caller, until, more);
    }

    private static Notice ofCall(String type, CallId call, UserId caller, long until, JsonObject more) {
        JsonObject json = new JsonObject()
                .put("type", type)
                .put("call_id", call.toString())
                .put("caller", caller.id())
                .mergeIn(more);
        return new Notice(Bytes.utf8(json.encode()), until, Urgency.HIGH, Subscription.id(call.toString()));
    }
}
