package io.ringway.gateway.http;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of the public port: first what the caller adds, then the pages, then a 404 in JSON. */
public final class PublicRouter {
    private static final Logger LOG = LoggerFactory.getLogger("io.ringway.access");

    private PublicRouter() {}

    /**
     * @param routes adds routes of its own; called once
     * @param answered told the status of each answer
     */
    public static Router create(Vertx vertx, Supplier<Assets> assets, Consumer<Router> routes, IntConsumer answered) {
        Router router = Router.router(vertx);
        router.route().handler(request -> open(request, answered));
        routes.accept(router);
        router.route().handler(new StaticFiles(assets));
        router.route().handler(request -> Answers.error(request.response(), ErrorCode.NOT_FOUND, "nothing is here"));
        router.errorHandler(BrokenBodies.BROKEN, PublicRouter::brokenBody);
        router.errorHandler(400, PublicRouter::badRequest);
        router.errorHandler(413, request -> Answers.error(request.response(), ErrorCode.TOO_LARGE, "too large"));
        router.errorHandler(500, PublicRouter::defect);
        return router;
    }

    private static void open(RoutingContext request, IntConsumer answered) {
        Answers.harden(request.response());
        // The status is certain where it is written, and nothing is where nobody was left to be answered.
        request.addHeadersEndHandler(head -> {
            if (!BrokenBodies.isBrokenOff(request)) {
                answered.accept(request.response().getStatusCode());
                log(request);
            }
        });
        if (hasOneHost(request.request())) {
            request.next();
        } else {
            Answers.error(request.response(), ErrorCode.BAD_REQUEST, "exactly one Host header is needed");
        }
    }

    /** RFC 9112, 3.2: whoever is in between may go by another one of them. */
    private static boolean hasOneHost(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaders.HOST).size();
        return hosts == 1 || (hosts == 0 && request.version() != HttpVersion.HTTP_1_1);
    }

    /** Never the query: it may hold a token. */
    private static void log(RoutingContext request) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} {} {}",
                    request.request().method(),
                    request.request().path(),
                    request.response().getStatusCode());
        }
    }

    private static void brokenBody(RoutingContext request) {
        if (!BrokenBodies.isBrokenOff(request)) {
            badRequest(request);
        }
    }

    private static void badRequest(RoutingContext request) {
        Answers.error(request.response(), ErrorCode.BAD_REQUEST, "the request is not valid");
    }

    private static void defect(RoutingContext request) {
        LOG.error("{} {} failed", request.request().method(), request.request().path(), request.failure());
        if (!request.response().ended()) {
            Answers.error(request.response(), ErrorCode.INTERNAL, "a defect of the server");
        }
    }
}
