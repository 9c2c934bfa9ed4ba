package io.ringway.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** See {@link Scenario.Ring}. */
final class RingRun {
    private static final byte[] CALL_ID = "\"call_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int CALL_ID_CHARS = 38;

    /** A ring is many small steps, each of which is compiled once it has been taken some thousands of times. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private RingRun() {}

    static Outcome run(Scenario.Ring ring, Bed bed, Outcome outcome) {
        List<Connection> ends = bed.open(2 * ring.pairs(), i -> i % 2);
        Stamp stamp = new Stamp(ring.bytes());
        Traffic traffic = new Traffic(bed.loop(), bed.nodes(), 1, number -> {
            int caller = (int) (number % ring.pairs()) * 2;
            ends.get(caller)
                    .send("{\"type\":\"call\",\"id\":" + number + ",\"user_id\":\"user-" + (caller + 1) + "\",\"data\":"
                            + stamp.content(System.nanoTime()) + "}");
        });
        ends.forEach(end -> end.listener((from, payload) -> hear(traffic, from, payload)));
        return traffic.measure(outcome.with(Figure.CONNECTIONS, ends.size()), ring.perSecond(), 0, WARM_UP);
    }

    /** Whoever is rung declines at once, and can be rung again. */
    private static void hear(Traffic traffic, Connection from, ByteBuffer payload) {
        if (Texts.isRing(payload)) {
            traffic.arrived(payload);
            int at = Texts.indexOf(payload, CALL_ID, 0) + CALL_ID.length;
            from.send("{\"type\":\"hangup\",\"id\":0,\"call_id\":\"" + Texts.ascii(payload, at, CALL_ID_CHARS) + "\"}");
        } else {
            traffic.text(from, payload);
        }
    }
}
