package io.ringway.tests.chaos.net;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Delays what nodes send each other: a proxy that every connection between nodes is led through, by address translation, and
 * which comes from an address of its own for each node. To be set up before the nodes start, as open connections stay as they
 * are. Set up and turned by the test's thread, runs on an event loop of its own.
 */
public final class SlowLinks implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Lab lab;
    private final Map<String, NetClient> clients = new HashMap<>();
    private volatile long delayMillis;

    /** @param ports that nodes listen on for each other */
    public SlowLinks(Lab lab, List<Integer> ports) {
        this.lab = lab;
        StringBuilder script = new StringBuilder();
        for (int node = 0; node < lab.size(); node++) {
            script.append("ip addr add %s/24 dev %s\n".formatted(lab.alias(node), lab.bridge()));
        }
        Shell.run(script.toString());
        for (int node = 0; node < lab.size(); node++) {
            leadThroughHere(node);
            listen(node, ports);
        }
    }

    /** From now on everything takes so much longer, each way. */
    public void delay(Duration delay) {
        delayMillis = delay.toMillis();
    }

    private void leadThroughHere(int node) {
        clients.put(
                lab.address(node),
                vertx.createNetClient(
                        new NetClientOptions().setLocalAddress(lab.alias(node)).setConnectTimeout(5_000)));
        StringBuilder rules = new StringBuilder();
        for (int other = 0; other < lab.size(); other++) {
            if (other != node) {
                rules.append("iptables -w -t nat -A OUTPUT -p tcp -d %s -j DNAT --to-destination %s; "
                        .formatted(lab.address(other), lab.alias(other)));
            }
        }
        lab.inside(node, rules.toString());
    }

    private void listen(int node, List<Integer> ports) {
        for (int port : ports) {
            vertx.createNetServer(
                            new NetServerOptions().setHost(lab.alias(node)).setPort(port))
                    .connectHandler(incoming -> accept(incoming, lab.address(node), port))
                    .listen()
                    .await();
        }
    }

    private void accept(NetSocket incoming, String to, int port) {
        NetClient from = clients.get(incoming.remoteAddress().hostAddress());
        if (from == null) {
            incoming.close();
            return;
        }
        incoming.pause();
        from.connect(port, to)
                .onSuccess(outgoing -> {
                    new Lane(incoming, outgoing);
                    new Lane(outgoing, incoming);
                    incoming.resume();
                })
                .onFailure(refused -> incoming.close());
    }

    /** One direction. In order, whatever the delay is turned to. */
    private final class Lane {
        private final Deque<Parcel> under = new ArrayDeque<>();
        private final NetSocket to;
        private boolean waits;

        Lane(NetSocket from, NetSocket to) {
            this.to = to;
            from.handler(bytes -> take(new Parcel(bytes, due())));
            from.closeHandler(gone -> take(new Parcel(null, due())));
        }

        private long due() {
            return System.nanoTime() / 1_000_000 + delayMillis;
        }

        private void take(Parcel parcel) {
            under.add(parcel);
            deliver();
        }

        private void deliver() {
            Parcel first = under.peek();
            long left = first == null || waits ? 0 : first.due - System.nanoTime() / 1_000_000;
            if (first == null || waits) {
                return;
            }
            if (left > 0) {
                waits = true;
                vertx.setTimer(left, timer -> {
                    waits = false;
                    deliver();
                });
                return;
            }
            under.remove();
            if (first.bytes == null) {
                to.close();
            } else {
                to.write(first.bytes);
            }
            deliver();
        }
    }

    /** @param bytes or nothing for the end */
    private record Parcel(@org.jspecify.annotations.Nullable Buffer bytes, long due) {}

    @Override
    public void close() {
        vertx.close().await();
    }
}
