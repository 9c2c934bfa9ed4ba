package io.ringway.tests.chaos.check;

import java.util.List;

/** What clients had to be told of who came and who left, and were not: those who were there all along, heard everything, and had time to. */
final class Dues {
    private final Watches watches;
    private final Lives lives;
    private final Rules rules;
    private final Checker.Examples examples;
    private int comings;
    private int comingsMissing;
    private int goings;
    private int goingsMissing;

    Dues(Watches watches, Lives lives, Rules rules, Checker.Examples examples) {
        this.watches = watches;
        this.lives = lives;
        this.rules = rules;
        this.examples = examples;
        lives.spans()
                .forEach(spans -> spans.forEach(span -> {
                    coming(span);
                    if (span.left()) {
                        going(span, spans);
                    }
                }));
    }

    private void coming(Span member) {
        long joined = member.from();
        Lives.Connection connection = lives.of(member.who(), joined);
        if (connection == null) {
            return;
        }
        for (Period observer : watches.periods(member.group())) {
            long due = due(observer, connection, joined);
            if (member.to() >= due && isMeant(observer, connection, joined, due)) {
                comings++;
                if (!observer.has(member.cid(), due)) {
                    comingsMissing++;
                    examples.add("not told who came", joined, observer.who() + " of " + member.cid());
                }
            }
        }
    }

    private void going(Span member, List<Span> all) {
        long left = member.to();
        Lives.Connection connection = lives.of(member.who(), left);
        // What is said to a connection that breaks just then may not have been heard.
        if (connection == null || connection.lost() < left + rules.settle()) {
            return;
        }
        for (Period observer : watches.periods(member.group())) {
            long due = due(observer, connection, left);
            if (isMeant(observer, connection, left, due)
                    && observer.has(member.cid(), left)
                    && isSeen(observer, member, all, due)) {
                goings++;
                if (!observer.loses(member.cid(), left, due)) {
                    goingsMissing++;
                    examples.add("not told who left", left, observer.who() + " of " + member.cid());
                }
            }
        }
    }

    /** By when it has to be told of what happened then: other nodes may have to find each other first. */
    private long due(Period observer, Lives.Connection member, long then) {
        return then + (isOnOneNode(observer, member, then) ? rules.detection() : rules.notice());
    }

    private boolean isOnOneNode(Period observer, Lives.Connection member, long then) {
        Lives.Connection other = lives.of(observer.who(), then);
        return other != null && other.node().equals(member.node());
    }

    /** Whether the observer is another one, was told everything in that time, and nothing may have kept its node from knowing. */
    private boolean isMeant(Period observer, Lives.Connection member, long from, long due) {
        if (observer.who().equals(member.who()) || !observer.covers(from, due)) {
            return false;
        }
        return isOnOneNode(observer, member, from)
                ? !rules.isLonely(member.node(), from, due)
                : !isTroubled(observer.who(), from, due) && !isTroubled(member.who(), from, due);
    }

    /** Who is back at once may have been there all the time for a node that has lost a word of another one, and asked for the whole. */
    private boolean isSeen(Period observer, Span member, List<Span> all, long due) {
        long left = member.to();
        Lives.Connection connection = lives.of(member.who(), left);
        boolean isBack = all.stream()
                .anyMatch(span -> span.who().equals(member.who()) && span.from() > left && span.from() <= due);
        return !isBack
                || (connection != null && isOnOneNode(observer, connection, left))
                || rules.isCalm(left - rules.settle(), due);
    }

    private boolean isTroubled(String who, long from, long to) {
        return lives.during(who, from, to).stream().anyMatch(each -> rules.isTroubled(each.node(), from, to));
    }

    int comings() {
        return comings;
    }

    int comingsMissing() {
        return comingsMissing;
    }

    int goings() {
        return goings;
    }

    int goingsMissing() {
        return goingsMissing;
    }
}
