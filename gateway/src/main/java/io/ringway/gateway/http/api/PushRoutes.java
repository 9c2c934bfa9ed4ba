package io.ringway.gateway.http.api;

import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.json.FieldNames;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import io.ringway.gateway.push.PushDesk;
import io.ringway.gateway.push.Subscription;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code /v1/push/key} for everybody, and {@code /v1/push/subscriptions} for the user whose token asks. Pages of any origin
 * may: the token is the key, and no cookie goes with it. Any event loop.
 */
public final class PushRoutes {
    private static final String KEY = "/v1/push/key";
    private static final String SUBSCRIPTIONS = "/v1/push/subscriptions";
    private static final String REMOVE = "/v1/push/subscriptions/remove";

    private final TokenVerifier tokens;
    private final PushDesk desk;

    /** What {@code PushSubscription.toJSON()} has, as far as it matters. */
    private enum Field {
        ENDPOINT,
        KEYS;

        private static final FieldNames<Field> NAMES =
                new FieldNames<>(Field.class, field -> field.name().toLowerCase(Locale.ROOT));
    }

    private enum Keys {
        P256DH,
        AUTH;

        private static final FieldNames<Keys> NAMES =
                new FieldNames<>(Keys.class, field -> field.name().toLowerCase(Locale.ROOT));
    }

    private interface Work {
        Future<Void> run(UserId user, JsonFields<Field> body) throws JsonException;
    }

    public PushRoutes(TokenVerifier tokens, PushDesk desk) {
        this.tokens = tokens;
        this.desk = desk;
    }

    public void mount(Router router) {
        router.route(HttpMethod.OPTIONS, "/v1/push/*").handler(PushRoutes::preflight);
        ApiRoutes.bodies(router, SUBSCRIPTIONS);
        ApiRoutes.at(router, HttpMethod.POST, SUBSCRIPTIONS, call -> answer(call, this::subscribe));
        ApiRoutes.bodies(router, REMOVE);
        ApiRoutes.at(router, HttpMethod.POST, REMOVE, call -> answer(call, this::unsubscribe));
        ApiRoutes.at(router, HttpMethod.GET, KEY, this::key);
    }

    private static void preflight(RoutingContext call) {
        call.response()
                .putHeader("access-control-allow-origin", "*")
                .putHeader("access-control-allow-methods", "GET, POST")
                .putHeader("access-control-allow-headers", "authorization, content-type")
                .putHeader("access-control-max-age", "86400")
                .setStatusCode(204)
                .end();
    }

    private void key(RoutingContext call) {
        call.response().putHeader("access-control-allow-origin", "*");
        desk.publicKey()
                .ifPresentOrElse(
                        key -> call.response()
                                .putHeader("content-type", "application/json")
                                .end(new JsonObject().put("key", key).toBuffer()),
                        () -> PushOperations.off().send(call.response()));
    }

    private void answer(RoutingContext call, Work work) {
        call.response().putHeader("access-control-allow-origin", "*");
        if (!desk.isOn()) {
            PushOperations.off().send(call.response());
            return;
        }
        String token = IceRoute.bearer(call.request().getHeader("authorization"));
        if (token == null) {
            new ApiError(ErrorCode.BAD_TOKEN, "a user's token is needed: Authorization: Bearer <jwt>")
                    .send(call.response());
            return;
        }
        tokens.verify(token)
                .recover(refusal -> Future.failedFuture(IceRoute.refused(refusal)))
                .compose(asker -> run(call, asker.user(), work))
                .onSuccess(done -> call.response().setStatusCode(204).end())
                .onFailure(failure -> ApiError.of(failure).send(call.response()));
    }

    private Future<Void> run(RoutingContext call, UserId user, Work work) {
        long wait = desk.take(user);
        if (wait > 0) {
            throw ApiError.rateLimited("too many requests of this user", wait);
        }
        JsonFields<Field> body = new JsonFields<>(Field.NAMES);
        try {
            byte[] bytes = new HttpAsked(call).body();
            body.read(bytes, 0, bytes.length);
            return work.run(user, body);
        } catch (JsonException unreadable) {
            throw ApiCall.bad(unreadable.reason());
        } catch (IllegalArgumentException refused) {
            throw ApiCall.bad(Objects.requireNonNullElse(refused.getMessage(), "no subscription"));
        }
    }

    private Future<Void> subscribe(UserId user, JsonFields<Field> body) throws JsonException {
        JsonFields<Keys> keys = body.object(Field.KEYS, Keys.NAMES);
        Subscription subscription =
                desk.subscription(body.text(Field.ENDPOINT), keys.text(Keys.P256DH), keys.text(Keys.AUTH));
        return desk.subscribe(user, subscription);
    }

    private Future<Void> unsubscribe(UserId user, JsonFields<Field> body) throws JsonException {
        return desk.unsubscribe(user, body.text(Field.ENDPOINT));
    }
}
