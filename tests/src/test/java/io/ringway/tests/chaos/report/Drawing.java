package io.ringway.tests.chaos.report;

import io.ringway.tests.chaos.cluster.Balancer;
import io.ringway.tests.chaos.log.Entry;
import java.util.List;
import java.util.Locale;

/** The timeline of a run: how each node looked, what was done to it, and what the clients saw, all over the same time. */
final class Drawing {
    private static final int LEFT = 170;
    private static final int WIDTH = 1_000;
    private static final int LANE = 26;
    private static final int CHART = 72;
    private static final int GAP = 26;

    private final Result result;
    private final long begin;
    private final long end;
    private final Series series;
    private final StringBuilder svg = new StringBuilder();
    private int y = 20;

    Drawing(Result result) {
        this.result = result;
        this.begin = result.begin();
        this.end = result.entries().isEmpty()
                ? begin + 1
                : result.entries().getLast().at() + 1;
        this.series = new Series(begin, end);
        result.entries().forEach(series::add);
    }

    String svg() {
        int charts = y + result.nodes() * LANE + GAP;
        int height = charts + 4 * (CHART + GAP) + 10;
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"timeline\">%n"
                .formatted(LEFT + WIDTH + 10, height));
        faults(height - 30);
        for (int node = 0; node < result.nodes(); node++) {
            lane(node);
        }
        y += GAP;
        chart("clients online", series.online(), "online");
        chart("received a second", series.perSecond(Entry.Received.class), "received");
        chart("connections lost a second", series.perSecond(Entry.Closed.class), "lost");
        chart("told of the gone, a second", series.perSecond(Entry.Noticed.class), "told");
        axis(height - 18);
        return svg.append("</svg>").toString();
    }

    private double x(long at) {
        return LEFT + (double) Math.clamp(at - begin, 0, end - begin) / (end - begin) * WIDTH;
    }

    /** Behind everything, over its whole height: what the clients see is seen against what was done. */
    private void faults(int bottom) {
        for (Band band : result.bands()) {
            double width = Math.max(1.5, x(band.to()) - x(band.from()));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"fault\" x=\"%.1f\" y=\"14\" width=\"%.1f\" height=\"%d\"/>",
                    x(band.from()),
                    width,
                    bottom - 14));
        }
    }

    private void lane(int node) {
        svg.append("<text class=\"name\" x=\"%d\" y=\"%d\">node %d</text>%n".formatted(LEFT - 10, y + 15, node));
        List<Balancer.Observation> seen =
                result.health().stream().filter(each -> each.node() == node).toList();
        for (int i = 0; i < seen.size(); i++) {
            long from = seen.get(i).at();
            long to = i + 1 < seen.size() ? seen.get(i + 1).at() : end;
            String state = seen.get(i).health().state().name().toLowerCase(Locale.ROOT);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s, sees %d</title></rect>",
                    state,
                    x(from),
                    y,
                    Math.max(0, x(to) - x(from)),
                    LANE - 6,
                    state.replace('_', ' '),
                    seen.get(i).health().nodes()));
        }
        for (Band band : result.bands()) {
            if (band.node() == node || (band.node() < 0 && node == 0)) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text class=\"what\" x=\"%.1f\" y=\"%d\">%s</text>",
                        x(band.from()) + 4,
                        band.node() < 0 ? 12 : y + 14,
                        Page.escape(band.what())));
            }
        }
        y += LANE;
    }

    private void chart(String name, double[] values, String style) {
        double most = 1;
        for (double value : values) {
            most = Math.max(most, value);
        }
        svg.append("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(LEFT - 10, y + CHART / 2 - 4, name));
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"most\" x=\"%d\" y=\"%d\">up to %,.0f</text>",
                LEFT - 10,
                y + CHART / 2 + 12,
                most));
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    LEFT + (double) i / values.length * WIDTH,
                    y + CHART - values[i] / most * CHART));
        }
        String floor = String.format(Locale.ROOT, "%d,%d", LEFT + WIDTH, y + CHART);
        svg.append("<polygon class=\"%s\" points=\"%d,%d %s%s\"/>%n".formatted(style, LEFT, y + CHART, points, floor));
        svg.append("<line class=\"floor\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>%n"
                .formatted(LEFT, LEFT + WIDTH, y + CHART, y + CHART));
        y += CHART + GAP;
    }

    private void axis(int at) {
        long seconds = (end - begin) / 1_000_000;
        int step = seconds > 150 ? 30 : seconds > 60 ? 10 : 5;
        for (int second = 0; second <= seconds; second += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%d s</text>",
                    x(begin + second * 1_000_000L),
                    at,
                    second));
        }
    }
}
