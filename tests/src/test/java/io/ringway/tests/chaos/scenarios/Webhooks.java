package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.backend.Backend;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.util.ArrayList;
import java.util.List;

/** Who is just telling a backend what happened is killed. */
class Webhooks implements Scenario {
    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public String what() {
        return "A backend is told who comes and goes, what is said and who calls. Twice the node that is just delivering is"
                + " killed, the second time while a quarter of the clients move; each is started again.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return Telling.adapt(setup);
    }

    @Override
    public void play(Run run) {
        Telling.begin(run);
        Telling.killWhoDelivers(run);
        run.event("a quarter reset", -1);
        run.crowds().tell(new Command.Reset(4));
        Telling.killWhoDelivers(run);
        Telling.end(run);
    }

    @Override
    public void afterwards(Run run) {
        Telling.awaitEnd(run, Backend.MAIN);
        Telling.awaitEnd(run, Backend.SPARE);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Telling.signed(outcome));
        figures.addAll(Telling.figures(outcome, Backend.MAIN));
        figures.addAll(Telling.figures(outcome, Backend.SPARE));
        return figures;
    }

    @Override
    public List<String> examples(Outcome outcome) {
        return Telling.examples(outcome, Backend.MAIN, Backend.SPARE);
    }
}
