package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.ArrayList;
import java.util.List;

/** Holds the logs of all clients of a run against what was promised. Pure. */
public final class Checker {
    private Checker() {}

    /** @param entries of all clients, by time */
    public static Findings check(List<Entry> entries, Rules rules) {
        Lives lives = new Lives(entries);
        Examples examples = new Examples();
        Deliveries deliveries = new Deliveries(entries, lives, rules, examples);
        Notices notices = new Notices(entries, lives, rules, examples);
        Rosters rosters = new Rosters(entries, lives, rules, examples);
        Truth truth = new Truth(entries, lives, rules, examples);
        Watches watches = new Watches(entries, truth, examples);
        Dues dues = new Dues(watches, lives, rules, examples);
        return new Findings(
                deliveries.acked(),
                deliveries.received(),
                deliveries.lost(),
                deliveries.lostByTheLonely(),
                deliveries.missedInGaps(),
                deliveries.missedAfterJoin(),
                deliveries.doubled(),
                deliveries.reordered(),
                notices.due(),
                notices.missing(),
                notices.doubled(),
                notices.again(),
                notices.wrong(),
                rosters.ghosts(),
                rosters.longestGhost(),
                rosters.missing(),
                rosters.wrongCounts(),
                rosters.wrongAt(),
                deliveries.claims(),
                new Findings.Changes(
                        watches.numbered(),
                        watches.rosters(),
                        watches.holes(),
                        watches.others(),
                        watches.doubled(),
                        truth.wrong(),
                        dues.comings(),
                        dues.comingsMissing(),
                        dues.goings(),
                        dues.goingsMissing()),
                new Answers(entries, lives, rules, examples).found(),
                examples.all());
    }

    /** The first few of each kind, in words. */
    static final class Examples {
        private static final int EACH = 5;

        private final List<String> all = new ArrayList<>();

        void add(String kind, long at, String text) {
            String prefix = kind + ": ";
            if (all.stream().filter(line -> line.startsWith(prefix)).count() < EACH) {
                all.add(prefix + text + " at " + at);
            }
        }

        List<String> all() {
            return List.copyOf(all);
        }
    }
}
