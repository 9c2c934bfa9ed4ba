package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** As {@link Kill}, where what nodes send each other takes its time. */
final class FarApart implements Scenario {
    private final Kill kill = new Kill();

    @Override
    public String name() {
        return "far-apart";
    }

    @Override
    public String what() {
        return "Everything between nodes takes 25 ms, each way; then one of three nodes is killed.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return setup.delay(Duration.ofMillis(25)).detection(Duration.ofSeconds(7));
    }

    @Override
    public void play(Run run) {
        kill.play(run);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        return kill.figures(outcome);
    }
}
