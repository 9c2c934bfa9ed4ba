package io.ringway.gateway.http.skapi;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.push.PushDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The notification methods of skapi-js. Answers are texts; the client has its own for what it tells the app. Any thread. */
final class SkapiPush {
    private static final int MOST_USERS = 1_000;
    /** What is before it goes to many users, which takes a while. */
    private static final long BUSY_MILLIS = 60_000;

    private final PushDesk desk;

    SkapiPush(PushDesk desk) {
        this.desk = desk;
    }

    boolean isOn() {
        return desk.isOn();
    }

    /** The key itself, no object: the client wraps it. */
    Future<String> key() {
        return Future.succeededFuture(desk.publicKey().orElseThrow());
    }

    Future<String> store(Principal asker, JsonObject body) {
        admit(asker);
        JsonObject keys = body.getValue("keys") instanceof JsonObject object ? object : new JsonObject();
        return refusing(() -> desk.subscribe(
                        asker.user(),
                        desk.subscription(text(body, "endpoint"), text(keys, "p256dh"), text(keys, "auth"))))
                .map("SUCCESS: Subscribed to receive notifications.");
    }

    Future<String> delete(Principal asker, JsonObject body) {
        admit(asker);
        return desk.unsubscribe(asker.user(), text(body, "endpoint")).map("SUCCESS: Unsubscribed from notifications.");
    }

    Future<String> push(Principal asker, JsonObject body) {
        admit(asker);
        Notification notification = new Notification(text(body, "title"), text(body, "body"), Bytes.EMPTY, true);
        if (!notification.fits()) {
            throw SkapiException.parameter("\"title\" and \"body\" have at most 3072 bytes together.");
        }
        Future<?> pushed = "all_users".equals(body.getValue("user_ids"))
                ? toAll(asker, notification)
                : toSome(asker, users(asker, body.getValue("user_ids")), notification);
        return pushed.map("SUCCESS: Notification sent.");
    }

    private Future<?> toSome(Principal asker, List<UserId> users, Notification notification) {
        if (!asker.grants().allows(Action.SEND)) {
            throw SkapiException.of(ErrorCode.FORBIDDEN, "The token does not allow notifications.");
        }
        return desk.notify(users, notification, asker.user());
    }

    private Future<?> toAll(Principal asker, Notification notification) {
        if (!asker.grants().allows(Action.PUSH_ALL)) {
            throw SkapiException.of(ErrorCode.FORBIDDEN, "The token does not allow notifications to all users.");
        }
        return desk.notifyAll(asker.user().tenant(), notification, asker.user()).map(taken -> {
            if (!taken) {
                throw SkapiException.tooMany("Too many notifications to all users wait already.", BUSY_MILLIS);
            }
            return taken;
        });
    }

    private static List<UserId> users(Principal asker, @Nullable Object ids) {
        if (ids instanceof JsonArray array
                && !array.isEmpty()
                && array.size() <= MOST_USERS
                && array.stream().allMatch(id -> id instanceof String text && Names.isUserId(text))) {
            return array.stream()
                    .map(id -> new UserId(asker.user().tenant(), (String) id))
                    .toList();
        }
        throw SkapiException.parameter("\"user_ids\" is \"all_users\" or an array of 1 to 1000 user ids.");
    }

    private void admit(Principal asker) {
        long wait = desk.take(asker.user());
        if (wait > 0) {
            throw SkapiException.tooMany("Too many requests.", wait);
        }
    }

    private interface Asking {
        Future<Void> ask();
    }

    private static Future<Void> refusing(Asking asking) {
        try {
            return asking.ask();
        } catch (IllegalArgumentException refused) {
            throw SkapiException.parameter(Objects.requireNonNullElse(refused.getMessage(), "no subscription"));
        }
    }

    private static String text(JsonObject body, String name) {
        if (body.getValue(name) instanceof String text && !text.isEmpty() && Names.isWellFormed(text)) {
            return text;
        }
        throw SkapiException.parameter("\"" + name + "\" is required and must be a string.");
    }
}
