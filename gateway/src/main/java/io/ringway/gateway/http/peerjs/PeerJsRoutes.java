package io.ringway.gateway.http.peerjs;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.PeerJsConfig;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.http.ws.Origins;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a PeerJS client asks by HTTP: an id, and who is there. {@code GET /<key>/id}, {@code GET /<key>/peers} where discovery
 * is on, and {@code GET /peerjs/}, which says what this is. Pages of the configured origins may read the answers. Any event
 * loop.
 */
public final class PeerJsRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(PeerJsRoutes.class);
    private static final int MAX_PEERS = 10_000;

    private final Cluster cluster;
    private final Context hub;
    private final PeerJsConfig config;
    private final Origins origins;

    /** @param hub the context that owns the cluster */
    public PeerJsRoutes(Cluster cluster, Context hub, PeerJsConfig config, Origins origins) {
        this.cluster = cluster;
        this.hub = hub;
        this.config = config;
        this.origins = origins;
    }

    public void mount(Router router) {
        get(router, "/" + config.key() + "/id").handler(PeerJsRoutes::id);
        get(router, "/" + config.key() + "/peers").handler(this::peers);
        get(router, "/peerjs/").handler(PeerJsRoutes::about);
    }

    private Route get(Router router, String path) {
        router.route(HttpMethod.OPTIONS, path).handler(this::allowReading).handler(PeerJsRoutes::preflight);
        return router.get(path).handler(this::allowReading);
    }

    /** The answers are nobody's secret, but who may connect is who may ask. */
    private void allowReading(RoutingContext call) {
        call.response().putHeader("vary", "Origin").putHeader("cache-control", "no-store");
        List<String> origin = call.request().headers().getAll("Origin");
        if (origin.size() == 1 && origins.admits(origin, call.request().getHeader("Host"))) {
            call.response().putHeader("access-control-allow-origin", origin.getFirst());
        }
        call.next();
    }

    private static void preflight(RoutingContext call) {
        call.response()
                .putHeader("access-control-allow-methods", "GET")
                .putHeader("access-control-max-age", "86400")
                .setStatusCode(204)
                .end();
    }

    /** Of 122 random bits: nobody has it, and nobody guesses it. */
    private static void id(RoutingContext call) {
        call.response()
                .putHeader("content-type", "text/plain; charset=utf-8")
                .end(UUID.randomUUID().toString());
    }

    private static void about(RoutingContext call) {
        Answers.json(
                call.response(),
                200,
                new JsonObject()
                        .put("name", "Ringway")
                        .put("description", "Signalling for PeerJS clients, on as many nodes as it takes.")
                        .put("website", "https://peerjs.com/"));
    }

    private void peers(RoutingContext call) {
        if (!config.discovery()) {
            Answers.error(call.response(), 401, ErrorCode.FORBIDDEN, "this server does not tell who is connected");
            return;
        }
        Context loop = call.vertx().getOrCreateContext();
        names().onComplete(done -> loop.runOnContext(turn -> {
            if (done.succeeded()) {
                JsonArray ids = new JsonArray();
                done.result().forEach(name -> ids.add(name.text()));
                call.response().putHeader("content-type", "application/json").end(ids.toBuffer());
            } else {
                LOG.warn("The ids of PeerJS clients cannot be listed: {}", String.valueOf(done.cause()));
                Answers.error(call.response(), ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            }
        }));
    }

    private Future<List<Name>> names() {
        Promise<List<Name>> names = Promise.promise();
        hub.runOnContext(turn -> {
            try {
                cluster.claims()
                        .names(new Tenant(config.tenant()), "", MAX_PEERS)
                        .onComplete(names);
            } catch (IllegalStateException leaving) {
                names.fail(leaving);
            }
        });
        return names.future();
    }
}
