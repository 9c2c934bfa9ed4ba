package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** A link that comes and goes. */
final class Flapping implements Scenario {
    @Override
    public String name() {
        return "flapping";
    }

    @Override
    public String what() {
        return "A node is cut off for 5 s and heard again for 5 s, six times.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return Calming.adapt(setup);
    }

    @Override
    public void play(Run run) {
        int victim = run.anyNode();
        for (int i = 0; i < 6; i++) {
            run.cutOff(victim, () -> run.elapse(Duration.ofSeconds(5)));
            run.elapse(Duration.ofSeconds(5));
        }
        Calming.after(run);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        return Calming.figures(outcome);
    }
}
