package io.ringway.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * Serves {@link Assets} to GET and HEAD, and passes on what is not one of them. Browsers ask again each time and mostly get
 * a 304, so a new version of the program is a new version of its pages at once.
 */
public final class StaticFiles implements Handler<RoutingContext> {
    private final Supplier<Assets> assets;

    /** @param assets asked at every request, and must not block */
    public StaticFiles(Supplier<Assets> assets) {
        this.assets = assets;
    }

    @Override
    public void handle(RoutingContext request) {
        boolean reads = request.request().method().equals(HttpMethod.GET)
                || request.request().method().equals(HttpMethod.HEAD);
        Asset asset = reads ? assets.get().find(request.request().path()) : null;
        if (asset == null) {
            request.next();
        } else {
            serve(request, asset);
        }
    }

    private static void serve(RoutingContext request, Asset asset) {
        boolean zips = asset.isZippable() && acceptsGzip(request);
        Asset.Encoded body = zips ? asset.zipped() : asset.plain();
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.ETAG, body.etag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (asset.isZippable()) {
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        String policy = asset.policy();
        if (policy != null) {
            response.putHeader("Content-Security-Policy", policy);
        }
        if (body.etag().equals(request.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            Answers.end(response.setStatusCode(304));
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type());
        if (body.encoding() != null) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, body.encoding());
        }
        if (request.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(
                    HttpHeaders.CONTENT_LENGTH, Integer.toString(body.content().length()));
            Answers.end(response);
        } else {
            Answers.end(response, body.content());
        }
    }

    private static boolean acceptsGzip(RoutingContext request) {
        return request.parsedHeaders().acceptEncoding().stream()
                .anyMatch(coding -> coding.value().equalsIgnoreCase("gzip") && coding.weight() > 0);
    }
}
