package io.ringway.gateway.http.api;

import io.ringway.gateway.http.Answers;
import io.ringway.gateway.http.JsonBody;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.http.api.contract.Described;
import io.ringway.gateway.streams.Paths;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * One operation from its call by HTTP to its answer: whose key it is, and whether there is a call left for it; the rest is
 * the clerk's. One event loop.
 */
final class ApiHandler implements Handler<RoutingContext> {
    private static final String KEY = "ringway.apiKey";

    private final Described described;
    private final ErrorShape shape;
    private final Clerk clerk;
    private final ApiKeys keys;

    ApiHandler(Described described, Clerk clerk, ApiKeys keys) {
        this.described = described;
        this.shape = ErrorShape.of(described.path());
        this.clerk = clerk;
        this.keys = keys;
    }

    /** Before the body is read: a stranger's is not. */
    void admit(RoutingContext context) {
        try {
            ApiKeys.ApiKey key = keys.authenticate(shape.key(context.request().getHeader("authorization")));
            key.quota().take(context.response());
            key.require(described.scope());
            requireWhole(context);
            if (!Paths.isUtf8(context.request().uri())) {
                throw ApiCall.bad("what is percent-encoded in the path or query is no UTF-8");
            }
            context.put(KEY, key);
            if (takes(context.request().getHeader("content-type"))) {
                JsonBody.call(context);
            } else {
                ApiError error = ApiCall.bad("a body is JSON: Content-Type: application/json");
                Answers.json(context.response(), BodyType.UNSUPPORTED, shape.of(error.json()));
            }
        } catch (RuntimeException refused) {
            refuse(context, refused);
        }
    }

    /** The router leaves out empty parts of a path, and those of dots: what is left may name something else than was meant. */
    private static void requireWhole(RoutingContext context) {
        if (parts(context.request().path()) != parts(context.normalizedPath())) {
            throw ApiCall.bad("a part of the path is empty, or dots alone, and names nothing");
        }
    }

    private static long parts(String path) {
        return path.chars().filter(each -> each == '/').count();
    }

    /** What others' clients say of their bodies is not looked at. */
    private boolean takes(@Nullable String contentType) {
        return described.body() == null || shape == ErrorShape.KIT || BodyType.isJson(contentType);
    }

    @Override
    public void handle(RoutingContext context) {
        try {
            ApiKeys.ApiKey key = context.get(KEY);
            clerk.serve(new HttpAsked(context), key.tenant(), key.written())
                    .onSuccess(reply -> send(context.response(), reply))
                    .onFailure(failure -> refuse(context, failure));
        } catch (RuntimeException refused) {
            refuse(context, refused);
        }
    }

    private void refuse(RoutingContext context, Throwable failure) {
        ApiError.of(failure).send(context.response(), shape);
    }

    private static void send(HttpServerResponse response, Reply reply) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader("cache-control", "no-store");
        JsonObject body = reply.body();
        if (body == null) {
            ignore(response.end());
        } else {
            ignore(response.putHeader("content-type", "application/json").end(body.toBuffer()));
        }
    }

    /** A client that has gone away is nobody's concern. */
    private static void ignore(Future<Void> sent) {
        var unused = sent;
    }
}
