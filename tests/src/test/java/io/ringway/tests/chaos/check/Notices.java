package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who was told of whom that it is gone. */
final class Notices {
    private static final String GONE = "USER_DISCONNECTED";
    private static final String HERE = "USER_JOINED";
    private static final String LEFT = "USER_LEFT";

    private record Told(String observer, String group, String cid) {}

    private final Set<Told> told = new HashSet<>();
    private final Set<Told> here = new HashSet<>();
    private final Lives lives;
    private final Rules rules;
    private final Checker.Examples examples;
    private final long end;
    /** How long after the loss of a connection somebody was told at most that its client is gone. */
    private long slowest;

    private int due;
    private int missing;
    private int doubled;
    private int again;
    private int wrong;

    Notices(List<Entry> entries, Lives lives, Rules rules, Checker.Examples examples) {
        this.lives = lives;
        this.rules = rules;
        this.examples = examples;
        this.end = entries.isEmpty() ? 0 : entries.getLast().at();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Noticed notice) {
                switch (notice.code()) {
                    case GONE -> gone(notice);
                    case Entry.Noticed.NOT_FOUND -> told.add(new Told(notice.who(), notice.group(), notice.cid()));
                    case HERE -> here.add(new Told(notice.who(), notice.group(), notice.cid()));
                    case LEFT -> here.remove(new Told(notice.who(), notice.group(), notice.cid()));
                    default -> {
                        // What it says of itself.
                    }
                }
            }
        }
        lives.spans().forEach(spans -> spans.forEach(this::expect));
    }

    private void gone(Entry.Noticed notice) {
        Told what = new Told(notice.who(), notice.group(), notice.cid());
        Lives.Connection last = lives.lastOf(notice.cid(), notice.at());
        if (last != null && last.closed() <= notice.at()) {
            slowest = Math.max(slowest, notice.at() - last.closed());
        }
        boolean isHere = here.remove(what);
        boolean isFirst = told.add(what);
        if (!isFirst && isHere) {
            again++;
        } else if (!isFirst) {
            doubled++;
            examples.add("told twice", notice.at(), notice.who() + " of " + notice.cid());
        }
        if (isBack(notice.cid(), notice.at())) {
            wrong++;
            examples.add("told of one who is there", notice.at(), notice.who() + " of " + notice.cid());
        }
    }

    /**
     * Whether the client was there at that time, or was away for less than the grace and came back as who it was. Who does not read is
     * given up by its node sooner or later, and is away from then on.
     */
    private boolean isBack(String cid, long at) {
        long away = Long.MIN_VALUE;
        for (Lives.Connection each : lives.cids().getOrDefault(cid, List.of())) {
            if (each.opened() <= at && at < each.lost()) {
                return !isLonely(each, at);
            }
            if (each.opened() > at) {
                return away != Long.MIN_VALUE && each.opened() - away <= rules.grace();
            }
            away = each.lost();
        }
        return false;
    }

    /** Whether the others could not hear the connection's node, or could not just before. */
    private boolean isLonely(Lives.Connection connection, long at) {
        return rules.lonely().stream()
                .anyMatch(alone -> alone.node().equals(connection.node())
                        && at >= alone.from()
                        && at <= alone.to() + rules.grace());
    }

    /** Of a member that did not come back, every member is told that was there all the time until it had to be. */
    private void expect(Span lost) {
        Lives.Connection last = lives.lastOf(lost.cid(), Long.MAX_VALUE);
        if (last == null || last.closed() == Long.MAX_VALUE || last.closed() > lost.to()) {
            return;
        }
        if (lost.left() || last.closed() + rules.notice() > end) {
            return;
        }
        boolean isUnheard = cameUnheard(lost);
        for (Span observer : lives.spans(lost.group())) {
            Told notice = new Told(observer.who(), lost.group(), lost.cid());
            if (!observer.who().equals(lost.who())
                    && observer.covers(last.closed() - rules.settle(), last.closed() + wait(observer))
                    && (!isUnheard || here.contains(notice) || told.contains(notice))) {
                due++;
                if (!told.contains(notice)) {
                    missing++;
                    examples.add("not told", last.closed(), observer.who() + " of " + lost.cid());
                }
            }
        }
    }

    /** Who leaves while others still wait to be told is not to be told any more. */
    private long wait(Span observer) {
        return observer.left() ? Math.max(rules.notice(), slowest) : rules.notice();
    }

    /**
     * Whether it joined where the others did not hear of it: on a node that was cut off, or was before it had told. Who was not told
     * that it came is not to be told that it is gone.
     */
    private boolean cameUnheard(Span member) {
        return lives.cids().getOrDefault(member.cid(), List.of()).stream()
                .filter(each -> each.at(member.from()))
                .anyMatch(each -> rules.lonely().stream()
                        .anyMatch(alone -> alone.node().equals(each.node())
                                && member.from() >= alone.from() - rules.settle()
                                && member.from() <= alone.to()));
    }

    int due() {
        return due;
    }

    int missing() {
        return missing;
    }

    int again() {
        return again;
    }

    int doubled() {
        return doubled;
    }

    int wrong() {
        return wrong;
    }
}
