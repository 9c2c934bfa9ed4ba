package io.ringway.cluster.redis;

import io.ringway.cluster.TestNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stands between a client and a Redis: so many bytes get through in ten milliseconds each way, and answers may get lost. */
final class SlowWay implements AutoCloseable {
    private static final int TICK_MS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final NetServer server = vertx.createNetServer();
    private final int perTick;
    private volatile boolean losesAnswers;

    SlowWay(RedisServer redis, int perTick) {
        this.perTick = perTick;
        int port = Integer.parseInt(redis.url().substring(redis.url().lastIndexOf(':') + 1));
        server.connectHandler(client -> {
            client.pause();
            vertx.createNetClient()
                    .connect(port, "127.0.0.1")
                    .onFailure(gone -> client.close())
                    .onSuccess(to -> join(client, to));
        });
        TestNode.await(server.listen(0, "127.0.0.1"));
    }

    private void join(NetSocket client, NetSocket redis) {
        new OneWay(client, redis, false);
        new OneWay(redis, client, true);
        client.resume();
    }

    private final class OneWay {
        private final Deque<Buffer> underWay = new ArrayDeque<>();
        private final NetSocket to;

        OneWay(NetSocket from, NetSocket to, boolean answers) {
            this.to = to;
            long timer = vertx.setPeriodic(TICK_MS, tick -> pass());
            from.handler(bytes -> {
                if (!answers || !losesAnswers) {
                    underWay.add(bytes);
                }
            });
            from.closeHandler(closed -> {
                vertx.cancelTimer(timer);
                to.close();
            });
        }

        private void pass() {
            int left = perTick;
            for (Buffer first = underWay.poll(); first != null; first = left > 0 ? underWay.poll() : null) {
                int size = Math.min(left, first.length());
                to.write(first.slice(0, size));
                left -= size;
                if (size < first.length()) {
                    underWay.addFirst(first.slice(size, first.length()));
                }
            }
        }
    }

    String url() {
        return "redis://127.0.0.1:" + server.actualPort();
    }

    /** What is asked gets there, and nobody hears of it. */
    void loseAnswers(boolean lose) {
        losesAnswers = lose;
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
