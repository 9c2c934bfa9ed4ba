package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.check.Lives;
import io.ringway.tests.chaos.cluster.ChaosNode;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A hundred clients in a loud group stop reading. */
final class SlowReaders implements Scenario {
    private static final int SLOW_CONSUMER = 4202;
    private static final int SLOW = 100;
    private static final int LOUD_GROUP = 130;
    private static final String GROUP = "loud";

    @Override
    public String name() {
        return "slow-readers";
    }

    @Override
    public String what() {
        return "100 of 130 members of a group in which 50 messages of 8 KiB a second are said stop reading.";
    }

    /** Everybody comes back: those who stop reading connect anew first, with little room between them and the node. */
    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(2)).mortality(0);
    }

    @Override
    public void play(Run run) {
        int every = Math.max(1, run.setup().sockets() / LOUD_GROUP);
        run.crowds().tell(new Command.Loud(GROUP, every, 50, 8_192));
        run.awaitThat("all have joined the loud group", Duration.ofSeconds(20), run.crowds()::settled);
        run.elapse(Duration.ofSeconds(5));
        run.moment("before");
        run.elapse(Duration.ofSeconds(10));
        run.note("memory before", memory(run));
        run.moment("stalled");
        int slow = Math.min(SLOW, run.setup().sockets() / every - 10);
        run.during(slow + " stop reading", -1, () -> {
            run.crowds().tell(new Command.Stall(slow));
            run.elapse(Duration.ofSeconds(6));
            run.note("memory with them", memory(run));
            run.elapse(Duration.ofSeconds(20));
        });
        run.moment("after");
        run.crowds().tell(new Command.Loud(GROUP, every, 0, 1));
        run.note("slow", Integer.toString(slow));
        run.elapse(Duration.ofSeconds(2));
    }

    private static String memory(Run run) {
        long kib =
                run.cluster().nodes().stream().mapToLong(ChaosNode::residentKib).sum();
        return kib / 1_024 + " MiB";
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long stalled = outcome.at("stalled");
        List<Lives.Connection> slow = outcome.lives().connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.closed() > stalled && each.code() == SLOW_CONSUMER)
                .toList();
        long p99 = Outcome.percentile(outcome.latencies(outcome.at("before"), stalled), 0.99);
        long during = Outcome.percentile(outcome.latencies(stalled, outcome.at("after")), 0.99);
        return List.of(
                Figure.that(
                        "connections closed as slow",
                        outcome.noted("slow"),
                        "" + slow.size(),
                        outcome.noted("slow").equals("" + slow.size())),
                Figure.told(
                        "memory of the three nodes, before and with them",
                        outcome.noted("memory before") + " and " + outcome.noted("memory with them")),
                Figure.atMost(
                        "closed, the last",
                        10,
                        slow.stream()
                                .mapToLong(each -> each.closed() - stalled)
                                .max()
                                .orElse(-1)),
                Figure.that(
                        "p99 of the others' messages, before and with them",
                        "< 10 % worse",
                        String.format(Locale.ROOT, "%.1f and %.1f ms", p99 / 1e3, during / 1e3),
                        during <= p99 * 1.1));
    }
}
