package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.webhooks.Outbox;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who is told of events, and what could not be told. Any event loop; the outbox is asked on the hub. */
public final class WebhookRoutes {
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_ID_CHARS = 128;

    private final Vertx vertx;
    private final Hub hub;
    private final @Nullable Outbox outbox;
    private final ApiKeys keys;

    /** @param outbox null where nobody is told anything */
    public WebhookRoutes(Vertx vertx, Hub hub, @Nullable Outbox outbox, ApiKeys keys) {
        this.vertx = vertx;
        this.hub = hub;
        this.outbox = outbox;
        this.keys = keys;
    }

    public void mount(Router router) {
        ApiRoutes.at(router, HttpMethod.GET, "/v1/webhooks", answered(this::list));
        ApiRoutes.at(router, HttpMethod.GET, "/v1/webhooks/dead", answered(this::dead));
        ApiRoutes.at(router, HttpMethod.POST, "/v1/webhooks/dead/:letter/replay", answered(this::replay));
        ApiRoutes.at(router, HttpMethod.POST, "/v1/webhooks/:webhook/enable", answered(this::enable));
    }

    private interface Work {
        Future<?> run(RoutingContext call, Tenant tenant);
    }

    private Handler<RoutingContext> answered(Work work) {
        return call -> {
            try {
                Tenant tenant = keys.authorize(call.request().getHeader("authorization"), Scope.WEBHOOKS);
                work.run(call, tenant).onFailure(failure -> refusal(failure).send(call.response()));
            } catch (RuntimeException refused) {
                ApiError.of(refused).send(call.response());
            }
        };
    }

    private static ApiError refusal(Throwable failure) {
        return failure instanceof ApiError error
                ? error
                : new ApiError(ErrorCode.UNAVAILABLE, "the store of events does not answer");
    }

    private Future<?> list(RoutingContext call, Tenant tenant) {
        Outbox asked = outbox;
        Future<JsonArray> receivers = asked == null
                ? Future.succeededFuture(new JsonArray())
                : onHub(() -> Future.succeededFuture(asked.receivers(tenant)));
        return receivers.onSuccess(all -> Answers.json(call.response(), 200, new JsonObject().put("webhooks", all)));
    }

    private Future<?> dead(RoutingContext call, Tenant tenant) {
        int limit = limit(call);
        String given = call.queryParams().get("cursor");
        String cursor = given == null ? "" : given;
        Outbox asked = outbox;
        Future<List<JsonObject>> page = asked == null || cursor.length() > MAX_ID_CHARS
                ? Future.succeededFuture(List.of())
                : onHub(() -> asked.dead(tenant, cursor, limit));
        return page.onSuccess(letters -> {
            JsonObject answer = new JsonObject().put("dead", new JsonArray(letters));
            if (letters.size() == limit) {
                answer.put("next", letters.getLast().getString("id"));
            }
            Answers.json(call.response(), 200, answer);
        });
    }

    private static int limit(RoutingContext call) {
        String text = call.queryParams().get("limit");
        try {
            int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // said below, like any other limit that is none
        }
        throw new ApiError(ErrorCode.BAD_REQUEST, "`limit` must be an integer from 1 to " + MAX_LIMIT);
    }

    private Future<?> replay(RoutingContext call, Tenant tenant) {
        String letter = call.pathParam("letter");
        Outbox asked = outbox;
        if (asked == null || letter.length() > MAX_ID_CHARS) {
            throw new ApiError(ErrorCode.NOT_FOUND, "no such dead letter");
        }
        return onHub(() -> asked.replay(tenant, letter)).onSuccess(event -> {
            if (event.isEmpty()) {
                new ApiError(ErrorCode.NOT_FOUND, "no such dead letter").send(call.response());
            } else {
                Answers.json(call.response(), ACCEPTED, new JsonObject().put("event_id", event.get()));
            }
        });
    }

    private Future<?> enable(RoutingContext call, Tenant tenant) {
        String webhook = call.pathParam("webhook");
        Outbox asked = outbox;
        if (asked == null || webhook.length() > MAX_ID_CHARS) {
            throw new ApiError(ErrorCode.NOT_FOUND, "no such webhook");
        }
        return onHub(() -> Future.succeededFuture(asked.enable(tenant, webhook)))
                .onSuccess(known -> {
                    if (known) {
                        call.response().setStatusCode(NO_CONTENT).end();
                    } else {
                        new ApiError(ErrorCode.NOT_FOUND, "no such webhook").send(call.response());
                    }
                });
    }

    private <T> Future<T> onHub(Supplier<Future<T>> work) {
        Promise<T> promise = ((ContextInternal) vertx.getOrCreateContext()).promise();
        hub.execute(() -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException defect) {
                promise.fail(defect);
            }
        });
        return promise.future();
    }
}
