package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every processor of the machine is busy with something else, while clients storm: nobody may be counted out for that. */
final class Busy implements Scenario {
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("chaos.busy", 120));

    @Override
    public String name() {
        return "busy";
    }

    @Override
    public String what() {
        return "Every processor is busy with something else for " + TIME.toSeconds()
                + " s; every 30 s all connections are reset.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(7));
    }

    @Override
    public void play(Run run) {
        run.moment("busy");
        run.during("all processors busy", -1, () -> {
            List<Thread> idlers = spin();
            try {
                for (long left = TIME.toSeconds(); left > 0; left -= 30) {
                    run.elapse(Duration.ofSeconds(Math.min(left, 30)));
                    run.event("all reset", -1);
                    run.crowds().tell(new Command.Reset(1));
                }
            } finally {
                idlers.forEach(Thread::interrupt);
            }
        });
        run.awaitAllBack(Duration.ofSeconds(60));
        run.elapse(run.notice());
        run.calm();
    }

    private static List<Thread> spin() {
        List<Thread> threads = new ArrayList<>(Stream.generate(() -> new Thread(Busy::idle, "busy"))
                .limit(Runtime.getRuntime().availableProcessors())
                .toList());
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        return threads;
    }

    private static void idle() {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        return List.of(
                Figure.none("times a node was missed by another", ResetAll.evictions(outcome, outcome.at("busy"))),
                Figure.told(
                        "longest silence of a probe",
                        outcome.health().stream()
                                        .anyMatch(seen -> seen.at() > outcome.at("busy")
                                                && seen.health().state()
                                                        == io.ringway.tests.chaos.cluster.Health.State.SILENT)
                                ? "over 1 s"
                                : "under 1 s"));
    }
}
