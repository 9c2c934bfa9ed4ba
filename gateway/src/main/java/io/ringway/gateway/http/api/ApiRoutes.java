package io.ringway.gateway.http.api;

import io.ringway.gateway.http.Answers;
import io.ringway.gateway.http.JsonBody;
import io.ringway.gateway.http.api.contract.ApiDocument;
import io.ringway.gateway.http.api.contract.Described;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The backend API: every operation that {@code webroot/spec/openapi.yaml} describes as one for API keys, and no other. A
 * document and a program that do not know the same operations do not start. Stateless; any event loop.
 */
public final class ApiRoutes {
    static final String API_KEY = "apiKey";
    private static final int NOT_ALLOWED = 405;

    private static final int SMALL_BODY = 16_384;

    /** Room in a body for everything that is not content, and for lists of what is small. */
    private static final int FRAME_ROOM = 1 << 20;

    private final ApiKeys keys;
    private final IdempotentCalls idempotent;
    private final Limits limits;
    private final Map<String, Operation> operations;

    /** @param operations what is done, by the operations' ids */
    ApiRoutes(ApiKeys keys, IdempotentCalls idempotent, Limits limits, Map<String, Operation> operations) {
        this.keys = keys;
        this.idempotent = idempotent;
        this.limits = limits;
        this.operations = operations;
    }

    public void mount(Router router) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(limits.contentBytes() + FRAME_ROOM);
        ApiDocument document = ApiDocument.packed();
        Map<String, Operation> left = new TreeMap<>(operations);
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (Described described : document.operations()) {
            if (described.security().equals(API_KEY)) {
                Operation operation = left.remove(described.id());
                if (operation == null) {
                    throw new IllegalStateException("nothing does " + described.id());
                }
                Clerk clerk = new Clerk(described, operation, idempotent, limits);
                ApiHandler handler = new ApiHandler(described, clerk, keys);
                router.route(described.method(), described.route()).handler(handler::admit);
                if (described.body() != null) {
                    router.route(described.method(), described.route()).handler(body);
                }
                router.route(described.method(), described.route()).handler(handler);
                methods.computeIfAbsent(described.route(), path -> new TreeSet<>())
                        .add(described.method().name());
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("the document does not describe " + left.keySet());
        }
        methods.forEach((path, allowed) -> {
            router.route(path).handler(this::count);
            router.route(path).handler(call -> notAllowed(call, allowed));
        });
        router.route(KitDoor.BASE + "*").handler(this::count);
        KitDoor.addTo(router);
        documents(router, document.json());
    }

    /**
     * Answers for what is not there below {@code /v1}. After every other route there: those for clients with tokens have limits of their
     * own.
     */
    public void mountRest(Router router) {
        router.route("/v1/*").handler(this::count);
    }

    /** A call that nothing does counts as every other does, where it has a key; a stranger is told the same without. */
    private void count(RoutingContext call) {
        ErrorShape shape = ErrorShape.of(call.request().path());
        ApiKeys.ApiKey key = keys.find(shape.key(call.request().getHeader("authorization")));
        if (key != null) {
            try {
                key.quota().take(call.response());
            } catch (ApiError tooMany) {
                tooMany.send(call.response(), shape);
                return;
            }
        }
        call.next();
    }

    private static void documents(Router router, Buffer json) {
        router.get("/v1/openapi.yaml").handler(call -> call.reroute("/spec/openapi.yaml"));
        router.get("/v1/asyncapi.yaml").handler(call -> call.reroute("/spec/asyncapi.yaml"));
        router.get("/v1/docs").handler(call -> call.reroute("/reference.html"));
        router.get("/v1/openapi.json")
                .handler(call -> call.response()
                        .putHeader("content-type", "application/json")
                        .end(json));
    }

    /** The body of every POST at and below a path, read as JSON. */
    static void bodies(Router router, String path) {
        JsonBody.read(() -> router.post(path), SMALL_BODY);
    }

    private static void notAllowed(RoutingContext call, Set<String> allowed) {
        String methods = String.join(", ", allowed);
        ApiError error = new ApiError(ErrorCode.BAD_REQUEST, "what can be done here is " + methods);
        Answers.json(
                call.response().putHeader("allow", methods),
                NOT_ALLOWED,
                ErrorShape.of(call.request().path()).of(error.json()));
    }

    /** The handler of a path with one method; every other method is told so. */
    static void at(Router router, HttpMethod method, String path, Handler<RoutingContext> handler) {
        router.route(method, path).handler(handler);
        router.route(path).handler(call -> notAllowed(call, Set.of(method.name())));
    }

    /** As {@link #at}, for paths that a pattern describes; its named groups are their parameters. */
    static void atAll(Router router, HttpMethod method, String pattern, Handler<RoutingContext> handler) {
        router.routeWithRegex(method, pattern).handler(handler);
        router.routeWithRegex(pattern).handler(call -> notAllowed(call, Set.of(method.name())));
    }
}
