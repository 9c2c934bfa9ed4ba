package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every connection is reset at once. */
final class ResetAll implements Scenario {
    @Override
    public String name() {
        return "reset-all";
    }

    @Override
    public String what() {
        return "All connections are reset in the same moment, and every client comes back to whichever node.";
    }

    @Override
    public void play(Run run) {
        run.moment("reset");
        run.event("all reset", -1);
        run.crowds().tell(new Command.Reset(1));
        run.awaitAllBack(Duration.ofSeconds(60));
        run.keepLooking(run.notice().plusSeconds(2));
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long reset = outcome.at("reset");
        List<Figure> figures = new ArrayList<>(outcome.gaps(reset, reset + 15_000_000, 15, 15));
        figures.add(Figure.atMost("all back and in their groups", 15, outcome.between("reset", "all back")));
        figures.add(Figure.none("times a node was missed by another", evictions(outcome, reset)));
        return figures;
    }

    /** As the probes see it. */
    static long evictions(Outcome outcome, long from) {
        return outcome.health().stream()
                .filter(seen -> seen.at() > from
                        && seen.health().nodes() > 0
                        && seen.health().nodes() < Setup.NODES
                        && seen.health().state() != Health.State.GONE)
                .count();
    }
}
