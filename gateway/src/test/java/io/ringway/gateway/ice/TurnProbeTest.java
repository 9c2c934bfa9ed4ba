package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.ice.ProviderHealth.State;
import io.ringway.gateway.metrics.IceProviderMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against sockets of its own; a real coturn is asked in the tests of calls. */
class TurnProbeTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** An answer of class "error" to whatever a message asks; the rest of the message is its own. */
    private static Buffer refusal(Buffer question) {
        return question.copy().setShort(0, (short) 0x0113).setShort(2, (short) 0);
    }

    private static final Duration IMPATIENT = Duration.ofMillis(800);

    private State check(String... urls) throws Exception {
        return check(Duration.ofSeconds(5), urls);
    }

    private State check(Duration patience, String... urls) throws Exception {
        ProviderHealth health = new ProviderHealth("t", new IceProviderMetrics(), InstantSource.system());
        done(new TurnProbe(vertx, List.of(urls), patience).check(health));
        return health.status().state();
    }

    @Test
    void aServerThatRefusesIsThere() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        DatagramSocket udp = vertx.createDatagramSocket();
        done(udp.listen(0, "127.0.0.1"));
        // The first is lost, as may happen to a datagram.
        udp.handler(packet -> {
            if (asked.incrementAndGet() > 1) {
                udp.send(
                        refusal(packet.data()),
                        packet.sender().port(),
                        packet.sender().host());
            }
        });
        NetServer tcp = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(question -> {
                    Buffer answer = refusal(question);
                    socket.write(answer.slice(0, 7)).onSuccess(sent -> socket.write(answer.slice(7, 20)));
                }));
        done(tcp.listen(0, "127.0.0.1"));

        assertEquals(State.UP, check("turn:127.0.0.1:" + udp.localAddress().port()));
        assertTrue(asked.get() >= 2);
        assertEquals(State.UP, check("turn:127.0.0.1:" + tcp.actualPort() + "?transport=tcp"));
        assertEquals(
                State.UP,
                check("turn:127.0.0.1:1?transport=tcp", "turn:127.0.0.1:" + tcp.actualPort() + "?transport=tcp"),
                "one way is enough");
    }

    @Test
    void silenceAndAnotherProtocolAreNoServer() throws Exception {
        DatagramSocket silent = vertx.createDatagramSocket();
        done(silent.listen(0, "127.0.0.1"));
        NetServer http =
                vertx.createNetServer().connectHandler(socket -> socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
        done(http.listen(0, "127.0.0.1"));

        assertEquals(
                State.DOWN,
                check(IMPATIENT, "turn:127.0.0.1:" + silent.localAddress().port()));
        assertEquals(State.DOWN, check(IMPATIENT, "turn:127.0.0.1:" + http.actualPort() + "?transport=tcp"));
        assertEquals(State.DOWN, check(IMPATIENT, "turns:127.0.0.1:" + http.actualPort() + "?transport=tcp"));
        assertEquals(State.DOWN, check(IMPATIENT, "turn:127.0.0.1:1?transport=tcp"));
        assertEquals(State.DOWN, check(IMPATIENT, "turn:no-such-host.invalid"));
    }

    @Test
    void urlsAreTakenApart() {
        assertEquals(url("t.example", 3478, TurnUrl.Transport.UDP), TurnUrl.parse("turn:t.example"));
        assertEquals(url("t.example", 5349, TurnUrl.Transport.TLS), TurnUrl.parse("turns:t.example"));
        assertEquals(url("::1", 443, TurnUrl.Transport.TLS), TurnUrl.parse("turns:[::1]:443?transport=tcp"));
        assertEquals(url("1.2.3.4", 80, TurnUrl.Transport.TCP), TurnUrl.parse("turn:1.2.3.4:80?transport=tcp"));
        for (String none : List.of("stun:t.example", "turns:t.example?transport=udp", "turn:", "turn:a:99999", "x")) {
            assertTrue(TurnUrl.parse(none).isEmpty(), none);
        }
    }

    private static Optional<TurnUrl> url(String host, int port, TurnUrl.Transport transport) {
        return Optional.of(new TurnUrl(host, port, transport));
    }
}
