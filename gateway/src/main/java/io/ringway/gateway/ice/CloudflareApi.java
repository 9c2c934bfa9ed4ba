package io.ringway.gateway.ice;

import io.ringway.gateway.auth.BoundedBody;
import io.ringway.gateway.config.IceProviderConfig;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.outgoing.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The two calls of Cloudflare's TURN API. An answer that is late, too large or of another form is a failure; redirects are
 * not followed, as the token would go along. Used on one context.
 */
final class CloudflareApi {
    static final int POOL_SIZE = 32;

    private static final int MAX_BYTES = 64 * 1024;
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;

    private final WebClient client;
    private final String credentials;
    private final Secret token;
    private final Duration timeout;

    CloudflareApi(Vertx vertx, IceProviderConfig config) {
        timeout = config.timeout();
        client = Outgoing.client(vertx, timeout, POOL_SIZE);
        credentials = config.baseUrl().toString().replaceFirst("/+$", "") + "/v1/turn/keys/"
                + config.keyId().orElseThrow() + "/credentials/";
        token = config.apiToken().orElseThrow();
    }

    /** A question that was answered in another way than with what was asked for. */
    static final class BadAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadAnswer(String message) {
            super(message, null, false, false);
        }
    }

    private record Answer(int status, Buffer body) {}

    /** Credentials for somebody, for so many seconds. */
    Future<CloudflareServers> generate(String customIdentifier, long ttlSeconds) {
        JsonObject body = new JsonObject().put("ttl", ttlSeconds).put("customIdentifier", customIdentifier);
        return send("generate-ice-servers", body.toBuffer()).map(answer -> {
            if (answer.status() != CREATED && answer.status() != 200) {
                throw new BadAnswer("it answers with status " + answer.status());
            }
            return CloudflareServers.read(answer.body());
        });
    }

    /** Whether it knew the credentials, which are over now. */
    Future<Boolean> revoke(String username) {
        String name = URLEncoder.encode(username, StandardCharsets.UTF_8).replace("+", "%20");
        return send(name + "/revoke", Buffer.buffer()).map(answer -> {
            if (answer.status() / 100 != 2 && answer.status() != NOT_FOUND) {
                throw new BadAnswer("it answers with status " + answer.status());
            }
            return answer.status() != NOT_FOUND;
        });
    }

    private Future<Answer> send(String what, Buffer content) {
        BoundedBody body = new BoundedBody(MAX_BYTES, timeout);
        HttpRequest<Void> request = client.postAbs(credentials + what)
                .putHeader("authorization", "Bearer " + token.reveal())
                .putHeader("content-type", "application/json")
                .putHeader("accept", "application/json")
                .timeout(timeout.toMillis())
                .as(BodyCodec.pipe(body));
        return request.sendBuffer(content)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> new Answer(answer.statusCode(), body.content()));
    }

    /** A failure in an operator's words. */
    static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof BadAnswer ? message : "it cannot be asked: " + message;
    }
}
