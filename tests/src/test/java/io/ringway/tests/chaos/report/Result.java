package io.ringway.tests.chaos.report;

import io.ringway.tests.chaos.cluster.Balancer;
import io.ringway.tests.chaos.log.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/**
 * What came of a run.
 *
 * @param command that plays the same again
 * @param begin in microseconds, as entries have it
 * @param examples of what was wrong, in words
 */
public record Result(
        String scenario,
        String what,
        int sockets,
        long seed,
        String command,
        int nodes,
        long begin,
        List<Entry> entries,
        List<Band> bands,
        List<Balancer.Observation> health,
        List<Figure> figures,
        List<String> examples) {

    /** What was promised and not kept. */
    public List<Figure> missed() {
        return figures.stream()
                .filter(figure -> figure.verdict() == Figure.Verdict.MISSED)
                .toList();
    }

    /** One line for each figure. */
    public void print(PrintStream out) {
        for (Figure figure : figures) {
            String mark = switch (figure.verdict()) {
                case REACHED -> "ok    ";
                case MISSED -> "MISSED";
                case NONE -> "      ";
            };
            out.printf("   %s %-50s %-14s %s%n", mark, figure.name(), figure.target(), figure.got());
        }
        examples.forEach(line -> out.println("          " + sinceBegin(line)));
        out.flush();
    }

    /** Examples end with a time of the machine's clock, which says nothing to anybody. */
    String sinceBegin(String example) {
        int at = example.lastIndexOf(" at ");
        long micros = Long.parseLong(example, at + 4, example.length(), 10) - begin;
        return example.substring(0, at + 4) + Figure.time(micros);
    }

    JsonObject json() {
        JsonArray measured = new JsonArray();
        figures.forEach(figure -> measured.add(new JsonObject()
                .put("name", figure.name())
                .put("target", figure.target())
                .put("got", figure.got())
                .put("verdict", figure.verdict().name())));
        return new JsonObject()
                .put("scenario", scenario)
                .put("sockets", sockets)
                .put("seed", seed)
                .put("command", command)
                .put("figures", measured)
                .put(
                        "examples",
                        new JsonArray(examples.stream().map(this::sinceBegin).toList()));
    }
}
