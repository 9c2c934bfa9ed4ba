package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import io.ringway.tests.chaos.report.Page;
import io.ringway.tests.chaos.report.Result;
import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plays a scenario once and writes the report. */
public final class Play {
    private Play() {}

    /** @return what came of it, which is in the report as well */
    public static Result play(Scenario scenario, int sockets, long seed) {
        Setup setup = scenario.adapt(Setup.of(sockets, seed));
        String title = scenario.name() + "-" + seed;
        System.out.println("== " + title + ", " + sockets + " sockets: " + command(scenario, setup));
        Path folder = Repo.output("chaos").resolve(title);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Run run = Run.begin(setup, folder)) {
            scenario.play(run);
            run.dismiss();
            scenario.afterwards(run);
            Result result = result(scenario, run.end());
            Page.write(Repo.output("chaos"), result);
            result.print(System.out);
            return result;
        }
    }

    private static Result result(Scenario scenario, Outcome outcome) {
        List<Figure> figures = new ArrayList<>(scenario.figures(outcome));
        figures.addAll(outcome.common());
        Setup setup = outcome.setup();
        return new Result(
                scenario.name(),
                scenario.what(),
                setup.sockets(),
                setup.seed(),
                command(scenario, setup),
                Setup.NODES,
                begin(outcome),
                outcome.entries(),
                outcome.bands(),
                outcome.health(),
                figures,
                scenario.examples(outcome));
    }

    /** Nobody wants to see nodes start. */
    private static long begin(Outcome outcome) {
        return outcome.entries().isEmpty()
                ? outcome.begin()
                : Math.max(outcome.begin(), outcome.entries().getFirst().at() - 2_000_000);
    }

    private static String command(Scenario scenario, Setup setup) {
        if (scenario instanceof Minute) {
            return "-Dit.test=ChaosIT -Dchaos.seed=" + setup.seed();
        }
        String command = "make chaos SCENARIO=%s SOCKETS=%d SEED=%d RUNS=1"
                .formatted(scenario.name(), setup.sockets(), setup.seed());
        return setup.history() ? command + " HISTORY=true" : command;
    }
}
