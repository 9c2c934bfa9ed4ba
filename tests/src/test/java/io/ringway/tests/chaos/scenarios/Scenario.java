package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.util.List;

/** A fault, or several, and what is to be measured of it. Without a state: one may be played many times. */
public interface Scenario {
    /** By which it is asked for. */
    String name();

    /** What happens, in a sentence. */
    String what();

    /** What it needs differently. */
    default Setup adapt(Setup setup) {
        return setup;
    }

    /** Does it, while clients come, speak and go; at the end everything is as it should be. */
    void play(Run run);

    /** Waits for what is to come of it once all clients are gone. */
    default void afterwards(Run run) {}

    /** What it has shown, beside what every run has to show. */
    List<Figure> figures(Outcome outcome);

    /** What was wrong, in words, each with {@code  at } and its time in microseconds at the end. */
    default List<String> examples(Outcome outcome) {
        return outcome.findings().examples();
    }
}
