package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** What one node sends does not come to another. */
final class OneWay implements Scenario {
    @Override
    public String name() {
        return "one-way";
    }

    @Override
    public String what() {
        return "One node does not hear another for 20 s; the other way all is well.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return Calming.adapt(setup);
    }

    @Override
    public void play(Run run) {
        int from = run.anyNode();
        int to = (from + 1 + run.random().nextInt(Setup.NODES - 1)) % Setup.NODES;
        run.during("does not hear node " + from, to, () -> {
            run.cluster().links().oneWay(from, to);
            run.keepLooking(Duration.ofSeconds(20));
        });
        Calming.after(run);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        return Calming.figures(outcome);
    }
}
