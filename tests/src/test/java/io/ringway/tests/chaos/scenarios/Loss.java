package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** Links that lose packets. */
final class Loss implements Scenario {
    @Override
    public String name() {
        return "loss";
    }

    @Override
    public String what() {
        return "For 60 s one of ten packets between nodes is lost.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return Calming.adapt(setup);
    }

    @Override
    public void play(Run run) {
        run.during(
                "10 % lost",
                -1, () -> {
                    run.cluster().links().loss(0.1);
                    run.keepLooking(Duration.ofSeconds(60));
                });
        Calming.after(run);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        return Calming.figures(outcome);
    }
}
