package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.List;

/** Whether requests were answered: every one, once, unless its connection ends, or its session and that is said. */
final class Answers {
    /**
     * Who waits for longer than this, on a connection that is there, waits for ever. Longer than any request may take, in microseconds: a join
     * of a group with a history waits for eight seconds until the group is followed, and for eight until it is read; others wait behind it.
     */
    static final long PATIENCE = 20_000_000;

    private final Lives lives;
    private final Rules rules;
    private long answered;
    private long lost;
    private long open;
    private long again;
    private long longest;
    private int never;

    Answers(List<Entry> entries, Lives lives, Rules rules, Checker.Examples examples) {
        this.lives = lives;
        this.rules = rules;
        for (Entry entry : entries) {
            if (entry instanceof Entry.Tally tally) {
                answered += tally.answered();
                lost += tally.lost();
                open += tally.open();
                again += tally.again();
                if (tally.again() > 0) {
                    examples.add("answered again", tally.at(), tally.who() + ", " + tally.again() + " times");
                }
            } else if (entry instanceof Entry.Waited waited) {
                long time = waitingTime(waited);
                if (waited.answered()) {
                    longest = Math.max(longest, time);
                } else if (time > PATIENCE) {
                    never++;
                    examples.add(
                            "never answered",
                            waited.asked(),
                            waited.request() + " of " + waited.who() + ", within " + time / 1_000 + " ms");
                }
            }
        }
    }

    /** How long it waited while it was connected, read, and its node was at work. */
    private long waitingTime(Entry.Waited waited) {
        long time = 0;
        for (Lives.Connection each : lives.during(waited.who(), waited.asked(), waited.at())) {
            long from = Math.max(each.opened(), waited.asked());
            long to = Math.min(each.lost(), waited.at());
            long silent = rules.lonely().stream()
                    .filter(alone -> alone.node().equals(each.node()))
                    .mapToLong(alone -> Math.min(to, alone.to()) - Math.max(from, alone.from()))
                    .filter(part -> part > 0)
                    .sum();
            time += Math.max(0, to - from - silent);
        }
        return time;
    }

    Findings.Answers found() {
        return new Findings.Answers(answered, lost, open, never, again, longest);
    }
}
