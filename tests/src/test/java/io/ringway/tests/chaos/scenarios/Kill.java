package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One of three nodes is killed. */
final class Kill implements Scenario {
    private static final String COUNTED_OUT = "counted out";

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String what() {
        return "One of three nodes is killed; its clients come back to the others, and later it is started again.";
    }

    @Override
    public void play(Run run) {
        int victim = run.anyNode();
        run.moment("killed");
        run.during("killed", victim, () -> {
            Instant before = Instant.now();
            run.node(victim).kill();
            run.awaitAllBack(Duration.ofSeconds(30));
            run.note(COUNTED_OUT, Long.toString(countedOut(run, victim, before)));
            run.keepLooking(run.notice().plusSeconds(2));
        });
        run.event("started again", victim);
        run.node(victim).start();
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(60),
                () -> run.balancer().allSee(Setup.NODES));
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long killed = outcome.at("killed");
        List<Figure> figures = new ArrayList<>(outcome.gaps(killed, killed + 15_000_000, 5, 10));
        figures.add(Figure.atMost("counted out by the last survivor", 1.3, Long.parseLong(outcome.noted(COUNTED_OUT))));
        figures.add(Figure.told("told to its probe", Figure.time(countedOut(outcome, "killed"))));
        return figures;
    }

    /** As the nodes have it: a probe waits for its turn behind all the clients that come. Microseconds. */
    private static long countedOut(Run run, int victim, Instant from) {
        return IntStream.range(0, Setup.NODES)
                .filter(node -> node != victim)
                .mapToLong(node -> run.node(node)
                        .loggedAt("left the cluster", from)
                        .map(at -> Duration.between(from, at).toNanos() / 1_000)
                        .orElse(Long.MAX_VALUE))
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /** As the probes see it, which come five times a second. */
    static long countedOut(Outcome outcome, String what) {
        long last = 0;
        for (int node = 0; node < Setup.NODES; node++) {
            if (node != outcome.victim(what)) {
                last = Math.max(
                        last, outcome.untilHealth(outcome.at(what), node, health -> health.nodes() == Setup.NODES - 1));
            }
        }
        return last;
    }
}
