package io.ringway.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Sends messages at a pace, warms the nodes up first, and counts what arrives. Messages that were sent while it measured
 * and arrive after it are counted too, up to {@link #DRAIN}.
 */
final class Traffic implements Listener {
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Loop loop;
    private final Nodes nodes;
    private final int receivers;
    private final LongConsumer send;
    private Latencies latencies = new Latencies();
    private long sent;
    private long arrived;

    /**
     * @param receivers how many connections each message reaches
     * @param send sends the message of this number
     */
    Traffic(Loop loop, Nodes nodes, int receivers, LongConsumer send) {
        this.loop = loop;
        this.nodes = nodes;
        this.receivers = receivers;
        this.send = send;
    }

    @Override
    public void text(Connection from, ByteBuffer payload) {
        char type = Texts.type(payload);
        if (type == 'm' || type == 'p') {
            arrived(payload);
        } else if (type == 'e') {
            throw new IllegalStateException(
                    "the node refused: " + Texts.ascii(payload, 0, Math.min(200, payload.limit())));
        }
    }

    /** A message that {@link Stamp} has stamped is there. */
    void arrived(ByteBuffer payload) {
        arrived++;
        latencies.record(System.nanoTime() - Stamp.sentAt(payload));
    }

    /** @param perSecond messages a second; 0 for {@code window} on their way instead */
    Outcome measure(Outcome outcome, double perSecond, int window) {
        return measure(outcome, perSecond, window, WARM_UP);
    }

    /** @param warmUp how long it goes on before it is measured */
    Outcome measure(Outcome outcome, double perSecond, int window, Duration warmUp) {
        send(pace(perSecond, window), warmUp);
        drain();
        sent = 0;
        arrived = 0;
        latencies = new Latencies();
        double cpu = nodes.cpuSeconds();
        long start = System.nanoTime();
        send(pace(perSecond, window), MEASURED);
        double seconds = (System.nanoTime() - start) / 1e9;
        drain();
        return outcome.deliveries(arrived, sent * receivers, nodes.cpuSeconds() - cpu)
                .with(Figure.SECONDS, seconds)
                .latencies(latencies);
    }

    private static Pace pace(double perSecond, int window) {
        return perSecond > 0 ? new Pace.Rate(perSecond, System.nanoTime()) : new Pace.Window(window);
    }

    private void send(Pace pace, Duration time) {
        long before = sent;
        loop.until(
                () -> {
                    long due = pace.due(System.nanoTime(), sent - before, sent - arrived / receivers);
                    for (long i = 0; i < due; i++) {
                        send.accept(sent++);
                    }
                    return false;
                },
                time);
    }

    private void drain() {
        loop.until(() -> arrived >= sent * receivers, DRAIN);
    }
}
