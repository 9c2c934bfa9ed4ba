package io.ringway.tests.chaos.check;

import java.util.stream.IntStream;

/**
 * What the server has said to those who were on a node that was cut off: that they had missed nothing, by {@code recovered} or by
 * going on as if nothing had been. From then on it has to be true, whatever becomes of them.
 */
final class Claims {
    private final Lives lives;
    private final Rules rules;

    Claims(Lives lives, Rules rules) {
        this.lives = lives;
        this.rules = rules;
    }

    /** Whether the member was told, or could take it so, after that time that it had missed nothing until then. */
    boolean isWhole(Span span, long at) {
        return lives.during(span.who(), at, span.to()).stream()
                .anyMatch(each -> each.opened() > at ? isClaim(each, span) : isUntouched(each, at, span));
    }

    /** It was welcomed by a node that heard the others, and had time to be given what it had missed. */
    private boolean isClaim(Lives.Connection connection, Span span) {
        return connection.recovered()
                && connection.opened() + rules.settle() <= span.to()
                && rules.lonely().stream().noneMatch(alone -> isCutOff(alone, connection, connection.opened()));
    }

    /** Its connection outlived the cut, and its node had time to find out and to say so. */
    private boolean isUntouched(Lives.Connection connection, long at, Span span) {
        long end = Math.min(connection.closed(), span.to());
        return rules.lonely().stream()
                .filter(alone -> isCutOff(alone, connection, at))
                .allMatch(alone -> alone.to() + rules.notice() <= end);
    }

    private boolean isCutOff(Rules.Lonely alone, Lives.Connection connection, long at) {
        return alone.node().equals(connection.node()) && at >= alone.from() - rules.settle() && at <= alone.to();
    }

    /** How many connections of a node that was cut off were followed by such a one. */
    int count() {
        return (int) lives.connections().stream()
                .flatMap(all -> IntStream.range(1, all.size())
                        .filter(i -> all.get(i).recovered()
                                && wasCutOff(all.get(i - 1), all.get(i).opened()))
                        .boxed())
                .count();
    }

    private boolean wasCutOff(Lives.Connection before, long opened) {
        return rules.lonely().stream()
                .anyMatch(alone -> alone.node().equals(before.node())
                        && before.opened() < alone.to()
                        && before.closed() > alone.from()
                        && opened > alone.from());
    }
}
