package io.ringway.tests.chaos.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The report: a page of its own for each run, as {@code name.part.html} and {@code name.json}, and {@code index.html} with all
 * of them, which needs nothing beside itself. Written anew after every run, so that one that fails loses nothing.
 */
public final class Page {
    private Page() {}

    /** Adds a run to the report in the folder, in place of the same one before. */
    public static void write(Path folder, Result result) {
        try {
            Path parts = Files.createDirectories(folder.resolve("parts"));
            String name = "%s-%06d-%d".formatted(result.scenario(), result.sockets(), result.seed());
            Files.writeString(parts.resolve(name + ".html"), section(result));
            Files.writeString(parts.resolve(name + ".json"), result.json().encodePrettily());
            Files.writeString(folder.resolve("index.html"), page(contents(parts, ".html")));
            Files.writeString(
                    folder.resolve("results.json"), "[\n" + String.join(",\n", contents(parts, ".json")) + "\n]\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> contents(Path parts, String ending) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.filter(each -> each.toString().endsWith(ending))
                    .sorted()
                    .toList()) {
                contents.add(Files.readString(file));
            }
        }
        return contents;
    }

    private static String page(List<String> sections) throws IOException {
        try (InputStream frame = Page.class.getResourceAsStream("/chaos/report.html")) {
            if (frame == null) {
                throw new IllegalStateException("no /chaos/report.html on the class path");
            }
            return new String(frame.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{{runs}}", Integer.toString(sections.size()))
                    .replace("{{sections}}", String.join("\n", sections));
        }
    }

    private static String section(Result result) {
        int missed = result.missed().size();
        StringBuilder html = new StringBuilder("""
                <section id="%1$s-%2$d">
                <h2>%1$s <span class="%3$s">%4$s</span></h2>
                <p>%5$s</p>
                <p class="how">%6$,d sockets · seed %2$d · <code>%7$s</code></p>
                <div class="drawing">%8$s</div>
                <table><thead><tr><th>figure</th><th>target</th><th>got</th><th></th></tr></thead><tbody>
                """.formatted(
                        escape(result.scenario()),
                        result.seed(),
                        missed == 0 ? "reached" : "missed",
                        missed == 0 ? "all reached" : missed + " missed",
                        escape(result.what()),
                        result.sockets(),
                        escape(result.command()),
                        new Drawing(result).svg()));
        result.figures().forEach(figure -> html.append(row(figure)));
        html.append("</tbody></table>\n");
        if (!result.examples().isEmpty()) {
            html.append("<details><summary>What was wrong, for example</summary><ul>\n");
            result.examples()
                    .forEach(line -> html.append("<li>")
                            .append(escape(result.sinceBegin(line)))
                            .append("</li>\n"));
            html.append("</ul></details>\n");
        }
        return html.append("</section>\n").toString();
    }

    private static String row(Figure figure) {
        String word = switch (figure.verdict()) {
            case REACHED -> "reached";
            case MISSED -> "missed";
            case NONE -> "";
        };
        return "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%s</td></tr>%n"
                .formatted(escape(figure.name()), escape(figure.target()), escape(figure.got()), word, word);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
