package io.ringway.gateway.ice;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Knocks at a TURN server as a client would that has no credentials yet: it asks for an allocation (RFC 8656, 7) and is
 * content with any answer, which is 401 and costs the server nothing. Any thread.
 */
final class TurnProbe {
    private static final long REPEAT_MS = 250;

    private final Vertx vertx;
    private final List<TurnUrl> urls;
    private final Duration timeout;

    TurnProbe(Vertx vertx, List<String> urls, Duration timeout) {
        this.vertx = vertx;
        this.urls = urls.stream()
                .map(TurnUrl::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        this.timeout = timeout;
    }

    /** Tries every URL; the server is up where one answers. Never fails. */
    Future<Void> check(ProviderHealth health) {
        List<Future<Boolean>> answers = urls.stream().map(this::answers).toList();
        return Future.join(answers).otherwiseEmpty().map(done -> {
            long up = answers.stream().filter(answer -> answer.result()).count();
            if (up > 0) {
                health.up();
            } else {
                health.down("none of its " + urls.size() + " URLs answers");
            }
            return null;
        });
    }

    private Future<Boolean> answers(TurnUrl url) {
        StunMessage question = StunMessage.allocate();
        Future<Void> answer = switch (url.transport()) {
            case UDP -> overUdp(url, question);
            case TCP -> overTcp(url, question, new NetClientOptions());
            case TLS ->
                overTcp(url, question, new NetClientOptions().setSsl(true).setHostnameVerificationAlgorithm("HTTPS"));
        };
        return answer.map(true).otherwise(false);
    }

    private Future<Void> overUdp(TurnUrl url, StunMessage question) {
        Promise<Void> answered = Promise.promise();
        DatagramSocket socket = vertx.createDatagramSocket();
        socket.exceptionHandler(answered::tryFail);
        socket.handler(packet -> {
            if (question.isAnsweredBy(packet.data())) {
                answered.tryComplete();
            }
        });
        send(socket, url, question, answered);
        long repeat = vertx.setPeriodic(REPEAT_MS, timer -> send(socket, url, question, answered));
        return bounded(answered).onComplete(done -> {
            vertx.cancelTimer(repeat);
            socket.close();
        });
    }

    private static void send(DatagramSocket socket, TurnUrl url, StunMessage question, Promise<Void> answered) {
        socket.send(question.bytes(), url.port(), url.host()).onFailure(answered::tryFail);
    }

    private Future<Void> overTcp(TurnUrl url, StunMessage question, NetClientOptions options) {
        Promise<Void> answered = Promise.promise();
        NetClient client = vertx.createNetClient(options.setConnectTimeout((int) timeout.toMillis()));
        client.connect(url.port(), url.host()).onFailure(answered::tryFail).onSuccess(socket -> {
            Buffer received = Buffer.buffer();
            socket.handler(part -> {
                received.appendBuffer(part);
                if (received.length() >= StunMessage.HEADER_BYTES && question.isAnsweredBy(received)) {
                    answered.tryComplete();
                } else if (received.length() >= StunMessage.HEADER_BYTES) {
                    answered.tryFail("another protocol");
                }
            });
            socket.closeHandler(closed -> answered.tryFail("closed"));
            socket.write(question.bytes()).onFailure(answered::tryFail);
        });
        return bounded(answered).onComplete(done -> client.close());
    }

    private Future<Void> bounded(Promise<Void> answered) {
        return answered.future().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
