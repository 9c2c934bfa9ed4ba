package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists of members that were asked for, held against who was there. */
final class Rosters {
    private final Map<String, Long> strangers = new HashMap<>();
    private final List<Long> wrongAt = new ArrayList<>();
    private final Set<String> ghosts = new HashSet<>();
    private final Lives lives;
    private final Rules rules;
    private final Checker.Examples examples;
    private long longestGhost;
    private int missing;
    private int wrongCounts;

    Rosters(List<Entry> entries, Lives lives, Rules rules, Checker.Examples examples) {
        this.lives = lives;
        this.rules = rules;
        this.examples = examples;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Roster roster) {
                boolean dead = listsTheDead(roster);
                boolean omits = omitsTheLiving(roster);
                if (dead || omits) {
                    wrongAt.add(roster.at());
                }
            } else if (entry instanceof Entry.Counted count && count.at() >= rules.calmFrom()) {
                count(count);
            }
        }
    }

    private boolean listsTheDead(Entry.Roster roster) {
        boolean wrong = false;
        for (String cid : roster.cids()) {
            long age = ghostAge(cid, roster.at());
            longestGhost = Math.max(longestGhost, age);
            if (age > rules.notice()) {
                wrong = true;
                if (ghosts.add(cid)) {
                    examples.add(
                            "ghost",
                            roster.at(),
                            cid + " of " + roster.group() + " for " + roster.who() + ", dead for " + age / 1_000
                                    + " ms");
                }
            }
        }
        return wrong;
    }

    /** How long the client has been gone. A session whose welcome was lost is known from the lists alone. */
    private long ghostAge(String cid, long at) {
        Lives.Connection last = lives.lastOf(cid, at);
        if (last != null) {
            return last.at(at) ? 0 : at - last.closed();
        }
        return lives.cids().containsKey(cid) ? 0 : at - strangers.computeIfAbsent(cid, first -> at);
    }

    private boolean omitsTheLiving(Entry.Roster roster) {
        boolean wrong = false;
        for (Span span : lives.spans(roster.group())) {
            boolean isThere = span.covers(roster.at() - rules.settle(), roster.at() + rules.settle());
            if (isThere && !roster.cids().contains(span.cid())) {
                wrong = true;
                if (roster.at() >= rules.calmFrom()) {
                    missing++;
                    examples.add("missing", roster.at(), span.who() + " of " + roster.group() + " for " + roster.who());
                }
            }
        }
        return wrong;
    }

    private void count(Entry.Counted count) {
        List<Span> spans = lives.spans(count.group());
        long members = spans.stream()
                .filter(span -> span.covers(count.at() - rules.settle(), count.at() + rules.settle()))
                .count();
        long atMost = spans.stream()
                .filter(span -> span.from() - Lives.INCOMPLETE <= count.at() + rules.settle()
                        && span.to() >= count.at() - rules.settle())
                .count();
        if (count.members() < members || count.members() > atMost) {
            wrongCounts++;
            examples.add(
                    "counted wrongly",
                    count.at(),
                    count.group() + " has " + members + " members, listed with " + count.members());
        }
    }

    int wrongCounts() {
        return wrongCounts;
    }

    int ghosts() {
        return ghosts.size();
    }

    long longestGhost() {
        return longestGhost;
    }

    int missing() {
        return missing;
    }

    List<Long> wrongAt() {
        return wrongAt;
    }
}
