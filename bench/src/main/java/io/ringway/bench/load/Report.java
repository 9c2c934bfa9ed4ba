package io.ringway.bench.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes outcomes as a table for people and as JSON for machines. */
final class Report {
    private static final int NAME_WIDTH = 20;
    private static final int WIDTH = 13;

    private Report() {}

    static String header() {
        StringBuilder line = new StringBuilder(pad("scenario", -NAME_WIDTH));
        for (Figure figure : Figure.values()) {
            line.append(pad(figure.label(), WIDTH));
        }
        return line.toString();
    }

    static String row(Outcome outcome) {
        StringBuilder line = new StringBuilder(pad(outcome.scenario(), -NAME_WIDTH));
        for (Figure figure : Figure.values()) {
            Double value = outcome.figures().get(figure);
            line.append(pad(value == null ? "-" : figure.format(value), WIDTH));
        }
        return line.toString();
    }

    private static String pad(String text, int width) {
        return String.format("%" + width + "s", text);
    }

    static void write(Path file, List<Outcome> outcomes) throws IOException {
        JsonArray results = new JsonArray();
        for (Outcome outcome : outcomes) {
            JsonObject row = new JsonObject().put("scenario", outcome.scenario());
            for (Map.Entry<Figure, Double> figure : outcome.figures().entrySet()) {
                row.put(figure.getKey().key(), figure.getValue());
            }
            results.add(row);
        }
        JsonObject report = new JsonObject()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", Runtime.version().toString())
                .put("results", results);
        Files.createDirectories(file.getParent());
        Files.writeString(file, report.encodePrettily());
    }
}
