package io.ringway.bench.load;

import java.util.List;

/** See {@link Scenario.Relay}. */
final class RelayRun {
    private RelayRun() {}

    static Outcome run(Scenario.Relay relay, Bed bed, Outcome outcome) {
        List<Connection> ends = bed.open(2 * relay.pairs(), i -> i % 2);
        Stamp stamp = new Stamp(relay.bytes());
        Traffic traffic = new Traffic(bed.loop(), bed.nodes(), 1, number -> {
            int sender = (int) (number % relay.pairs()) * 2;
            ends.get(sender)
                    .send("{\"type\":\"send\",\"cid\":\"" + ends.get(sender + 1).cid() + "\",\"content\":"
                            + stamp.content(System.nanoTime()) + "}");
        });
        ends.forEach(end -> end.listener(traffic));
        return traffic.measure(outcome.with(Figure.CONNECTIONS, ends.size()), relay.perSecond(), 0);
    }
}
