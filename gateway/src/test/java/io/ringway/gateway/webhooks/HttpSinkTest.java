package io.ringway.gateway.webhooks;

import static io.ringway.gateway.Futures.done;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.outgoing.Outgoing;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSinkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    @Test
    void aReceiverThatTakesItAndAnswersAtLengthIsNotSentItAgain() {
        int port = done(vertx.createHttpServer()
                        .requestHandler(request -> request.response().end("x".repeat(300_000)))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        Config config = Config.of(Map.of("dev", "true", "hooks.secrets", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"));
        HttpSink sink = new HttpSink(
                Outgoing.client(vertx, TIMEOUT, 1),
                URI.create("http://127.0.0.1:" + port + "/"),
                new Signature(config.hooks().secrets()),
                TIMEOUT,
                InstantSource.system());
        Delivery delivery = new Delivery("evt_1", EventType.MEMBER_JOINED, "{}");
        assertEquals(new Sink.Outcome.Delivered(), done(sink.send(delivery)));
        assertEquals(new Sink.Outcome.Delivered(), done(sink.send(delivery)), "the connection is good for more");
    }
}
