package io.ringway.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * A receiver that is sent to by HTTP. What answers 2xx has taken it; redirects are not followed, and what the answer says
 * is thrown away as it comes, however much it is. The URL is the operator's own, so it may be any. On one context.
 */
public final class HttpSink implements Sink {
    private static final int GONE = 410;

    private final WebClient client;
    private final String url;
    private final Signature signature;
    private final Duration timeout;
    private final InstantSource clock;

    public HttpSink(WebClient client, URI url, Signature signature, Duration timeout, InstantSource clock) {
        this.client = client;
        this.url = url.toString();
        this.signature = signature;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Scheme, host and port alone: user, path and query are where receivers are given their secrets. */
    @Override
    public String url() {
        URI whole = URI.create(url);
        String port = whole.getPort() < 0 ? "" : ":" + whole.getPort();
        return whole.getScheme() + "://" + whole.getHost() + port;
    }

    @Override
    public Future<Outcome> send(Delivery delivery) {
        long seconds = clock.millis() / 1_000;
        return client.postAbs(url)
                .putHeader("content-type", "application/json")
                .putHeader(Signature.ID, delivery.id())
                .putHeader(Signature.TIMESTAMP, Long.toString(seconds))
                .putHeader(Signature.SIGNATURE, signature.of(delivery.id(), seconds, delivery.body()))
                .timeout(timeout.toMillis())
                .as(BodyCodec.none())
                .sendBuffer(Buffer.buffer(delivery.body()))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> outcome(answer.statusCode()))
                .otherwise(failure -> new Outcome.Failed(reason(failure)));
    }

    private static Outcome outcome(int status) {
        if (status / 100 == 2) {
            return new Outcome.Delivered();
        }
        return status == GONE ? new Outcome.Gone() : new Outcome.Failed("it answers with status " + status);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "it does not answer in time";
        }
        if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
            return "its certificate or TLS is not accepted";
        }
        return "it cannot be reached, or breaks off";
    }
}
