package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of three nodes is killed. */
final class Kill implements Scenario {
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
            run.node(victim).kill();
            run.awaitAllBack(Duration.ofSeconds(30));
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
        figures.add(Figure.atMost("counted out by the last survivor", 1.3, countedOut(outcome, "killed")));
        return figures;
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
