package io.ringway.gateway.push;

import io.ringway.gateway.auth.BoundedBody;
import io.ringway.gateway.outgoing.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Push services by HTTP (RFC 8030). Redirects are not followed, what they answer is not read. Encrypts on threads of its own. */
final class HttpPushService implements PushService {
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final int CRYPTO_THREADS = 2;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final long MAX_WAIT_S = 3_600;

    private final WebClient client;
    private final WorkerExecutor crypto;
    private final Vapid vapid;
    private final Duration timeout;
    private final InstantSource clock;

    private record Encrypted(String authorization, Buffer body) {}

    /** @param connections at once to one host */
    HttpPushService(Vertx vertx, Vapid vapid, Duration timeout, int connections, InstantSource clock) {
        this.client = Outgoing.client(vertx, timeout, connections);
        this.crypto = vertx.createSharedWorkerExecutor("push-crypto", CRYPTO_THREADS);
        this.vapid = vapid;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public Future<Answer> push(Subscription to, Notice notice) {
        return crypto.executeBlocking(() -> encrypt(to, notice), false)
                .compose(encrypted -> send(to, notice, encrypted).otherwise(unreachable -> new Answer.Busy(0)))
                .otherwise(unreadable -> new Answer.Refused(0));
    }

    private Encrypted encrypt(Subscription to, Notice notice) throws GeneralSecurityException {
        return new Encrypted(
                vapid.authorization(to.endpoint()),
                Buffer.buffer(Encryption.encrypt(to, notice.payload().array())));
    }

    private Future<Answer> send(Subscription to, Notice notice, Encrypted encrypted) {
        var request = client.postAbs(to.endpoint().toString())
                .putHeader("authorization", encrypted.authorization())
                .putHeader("content-encoding", "aes128gcm")
                .putHeader("content-type", "application/octet-stream")
                .putHeader("ttl", Long.toString(notice.ttlSeconds(clock.millis())))
                .putHeader("urgency", notice.urgency().written());
        if (notice.topic() != null) {
            request.putHeader("topic", notice.topic());
        }
        return request.timeout(timeout.toMillis())
                .as(BodyCodec.pipe(new BoundedBody(MAX_ANSWER_BYTES, timeout)))
                .sendBuffer(encrypted.body())
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(HttpPushService::answer);
    }

    private static Answer answer(HttpResponse<Void> response) {
        int status = response.statusCode();
        return switch (status) {
            case 404, 410 -> new Answer.Gone();
            case TOO_MANY, REQUEST_TIMEOUT -> new Answer.Busy(wait(response.getHeader("retry-after")));
            default -> {
                if (status / 100 == 2) {
                    yield new Answer.Accepted();
                }
                yield status >= 500
                        ? new Answer.Busy(wait(response.getHeader("retry-after")))
                        : new Answer.Refused(status);
            }
        };
    }

    /** In milliseconds; a date, which push services do not send, counts as nothing. */
    private static long wait(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,9}")
                ? Math.min(MAX_WAIT_S, Long.parseLong(header)) * 1_000
                : 0;
    }
}
