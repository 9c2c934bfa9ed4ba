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

    private static final long NEVER = Long.MAX_VALUE;

    private record Told(String observer, String group, String cid) {}

    private final Set<Told> told = new HashSet<>();
    private final Set<Told> here = new HashSet<>();
    /** Who was told that it is gone, and shown a list since in which it is. */
    private final Set<Told> listed = new HashSet<>();

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
            if (entry instanceof Entry.Joined shown) {
                listed(shown.who(), shown.group(), shown.cids());
            } else if (entry instanceof Entry.Roster shown) {
                listed(shown.who(), shown.group(), shown.cids());
            } else if (entry instanceof Entry.Noticed notice) {
                switch (notice.code()) {
                    case GONE -> gone(notice);
                    case Entry.Noticed.NOT_FOUND -> told.add(new Told(notice.who(), notice.group(), notice.cid()));
                    case HERE -> here.add(new Told(notice.who(), notice.group(), notice.cid()));
                    case LEFT -> {
                        here.remove(new Told(notice.who(), notice.group(), notice.cid()));
                        listed.remove(new Told(notice.who(), notice.group(), notice.cid()));
                    }
                    default -> {
                        // What it says of itself.
                    }
                }
            }
        }
        lives.spans().forEach(spans -> spans.forEach(this::expect));
    }

    private void listed(String observer, String group, List<String> cids) {
        for (String cid : cids) {
            Told what = new Told(observer, group, cid);
            if (told.contains(what)) {
                listed.add(what);
            }
        }
    }

    private void gone(Entry.Noticed notice) {
        Told what = new Told(notice.who(), notice.group(), notice.cid());
        Lives.Connection last = lives.lastOf(notice.cid(), notice.at());
        if (last != null && last.closed() <= notice.at()) {
            slowest = Math.max(slowest, notice.at() - last.closed());
        }
        boolean isListed = listed.remove(what);
        boolean isHere = here.remove(what) || isListed;
        boolean isFirst = told.add(what);
        if (!isFirst && isHere) {
            again++;
        } else if (!isFirst) {
            doubled++;
            examples.add("told twice", notice.at(), notice.who() + " of " + notice.cid());
        }
        if (!isCutOff(notice.who(), notice.at()) && isBack(notice)) {
            wrong++;
            examples.add("told of one who is there", notice.at(), notice.who() + " of " + notice.cid());
        }
    }

    /**
     * Whether the client was a member at that time, or was away for less than the grace and came back as who it was. Who does not read is
     * given up by its node sooner or later, and is away from then on; so is for the others who is on a node that they do not hear.
     */
    private boolean isBack(Entry.Noticed notice) {
        long at = notice.at();
        long away = NEVER;
        for (Lives.Connection each : lives.cids().getOrDefault(notice.cid(), List.of())) {
            long here = memberFrom(each, notice.group());
            if (here <= at && at < each.lost()) {
                boolean isLate = away != NEVER && here - away > rules.grace() && at - here <= rules.settle();
                return !isLate && !isLonely(each, at);
            }
            if (here > at && here != NEVER) {
                return away != NEVER && here - away <= rules.grace();
            }
            if (here != NEVER) {
                away = lostToOthers(each);
            }
        }
        return false;
    }

    /** A session that does not go on has to join again. */
    private long memberFrom(Lives.Connection connection, String group) {
        return connection.recovered()
                ? connection.opened()
                : lives.spans(group).stream()
                        .filter(span -> span.cid().equals(connection.cid())
                                && span.from() >= connection.opened()
                                && span.from() < connection.closed())
                        .mapToLong(Span::from)
                        .min()
                        .orElse(NEVER);
    }

    private long lostToOthers(Lives.Connection connection) {
        return rules.lonely().stream()
                .filter(alone -> alone.node().equals(connection.node()) && connection.at(alone.from()))
                .mapToLong(Rules.Lonely::from)
                .reduce(connection.lost(), Math::min);
    }

    /** Whether whoever was told was on a node that could not hear the others, or is told now what was said there. */
    private boolean isCutOff(String observer, long at) {
        List<Lives.Connection> connections = lives.during(observer, Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .filter(each -> each.opened() <= at)
                .toList();
        if (connections.isEmpty()) {
            return false;
        }
        Lives.Connection last = connections.getLast();
        boolean isJustBack = connections.size() > 1 && at - last.opened() <= rules.settle();
        return rules.lonely().stream()
                .anyMatch(alone -> (wasOn(last, alone) && alone.isFelt(at, at, rules.grace()))
                        || (isJustBack && wasOn(connections.get(connections.size() - 2), alone)));
    }

    private static boolean wasOn(Lives.Connection connection, Rules.Lonely alone) {
        return alone.node().equals(connection.node())
                && connection.opened() <= alone.to()
                && connection.closed() >= alone.from();
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
