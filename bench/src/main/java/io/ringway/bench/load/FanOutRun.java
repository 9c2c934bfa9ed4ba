package io.ringway.bench.load;

import java.time.Duration;
import java.util.List;

/** See {@link Scenario.FanOut}. */
final class FanOutRun {
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(30);
    private static final Duration NOTICES = Duration.ofSeconds(1);

    private FanOutRun() {}

    static Outcome run(Scenario.FanOut fanOut, Bed bed, Outcome outcome) {
        int count = fanOut.groups() * fanOut.size();
        List<Connection> members = bed.open(count, i -> i % fanOut.size() == 0 ? 0 : 1);
        join(bed.loop(), members, fanOut.size());
        Stamp stamp = new Stamp(fanOut.bytes());
        Traffic traffic = new Traffic(bed.loop(), bed.nodes(), fanOut.size() - 1, number -> {
            int group = (int) (number % fanOut.groups());
            members.get(group * fanOut.size())
                    .send("{\"type\":\"publish\",\"group\":\"g" + group + "\",\"content\":"
                            + stamp.content(System.nanoTime()) + "}");
        });
        members.forEach(member -> member.listener(traffic));
        return traffic.measure(outcome.with(Figure.CONNECTIONS, count), fanOut.perSecond(), fanOut.window());
    }

    private static void join(Loop loop, List<Connection> members, int size) {
        int[] joined = {0};
        int[] asked = {0};
        Listener results = (from, text) -> joined[0] += Texts.type(text) == 'r' ? 1 : 0;
        members.forEach(member -> member.listener(results));
        boolean all = loop.until(
                () -> {
                    // A few at a time: this is not the storm.
                    while (asked[0] < members.size() && asked[0] - joined[0] < 50) {
                        members.get(asked[0])
                                .send("{\"type\":\"join\",\"id\":1,\"group\":\"g" + asked[0]++ / size + "\"}");
                    }
                    return joined[0] == members.size();
                },
                JOIN_WITHIN);
        if (!all) {
            throw new IllegalStateException("only " + joined[0] + " of " + members.size() + " joined in time");
        }
        loop.run(NOTICES);
    }
}
