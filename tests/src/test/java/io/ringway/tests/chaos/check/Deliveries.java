package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages: lost, doubled, out of order. */
final class Deliveries {
    private static final long NEVER = Long.MAX_VALUE;

    private record Reception(String who, Message message) {}

    private record Stream(String receiver, String from, String group) {}

    private final Map<Message, Entry.Sent> sent = new HashMap<>();
    private final Map<Message, Long> acked = new HashMap<>();
    private final Set<Reception> receptions = new HashSet<>();
    private final Map<Stream, Long> latest = new HashMap<>();
    /** How long an acknowledged message took at most to a member that was connected all the time. */
    private final long slowest;

    private final Gaps gaps = new Gaps();
    private final Claims claims;
    private final Lives lives;
    private final Rules rules;
    private final Checker.Examples examples;
    private int lost;
    private int lostByTheLonely;
    private int missedInGaps;
    private int missedAfterJoin;
    private int doubled;
    private int reordered;

    Deliveries(List<Entry> entries, Lives lives, Rules rules, Checker.Examples examples) {
        this.lives = lives;
        this.rules = rules;
        this.examples = examples;
        this.claims = new Claims(lives, rules);
        for (Entry entry : entries) {
            gaps.take(entry);
            if (entry instanceof Entry.Sent message) {
                sent.put(message.message(), message);
            } else if (entry instanceof Entry.Acked ack) {
                acked.put(ack.message(), ack.at());
            } else if (entry instanceof Entry.Received reception) {
                received(reception);
            }
        }
        this.slowest = entries.stream()
                .filter(Entry.Received.class::isInstance)
                .mapToLong(entry -> delay((Entry.Received) entry))
                .max()
                .orElse(0);
        acked.forEach((message, at) -> {
            Entry.Sent sending = sent.get(message);
            if (sending != null) {
                arrivals(sending, at);
            }
        });
    }

    private void received(Entry.Received entry) {
        if (!receptions.add(new Reception(entry.who(), entry.message()))) {
            doubled++;
            examples.add("doubled", entry.at(), entry.message() + " to " + entry.who());
            return;
        }
        Long before = latest.merge(
                new Stream(entry.who(), entry.from(), entry.group()),
                entry.message().number(),
                Math::max);
        if (before > entry.message().number()) {
            reordered++;
            examples.add("reordered", entry.at(), entry.message() + " to " + entry.who() + " after " + before);
        }
    }

    private long delay(Entry.Received entry) {
        Entry.Sent sending = sent.get(entry.message());
        Lives.Connection connection = lives.of(entry.who(), entry.at());
        boolean isConnected = sending != null && connection != null && connection.opened() <= sending.at();
        return isConnected ? entry.at() - acked.getOrDefault(entry.message(), entry.at()) : 0;
    }

    /** Who leaves while others still wait for a message is not to have it any more. */
    private long wait(Span span) {
        return span.left() ? Math.max(rules.settle(), slowest) : rules.settle();
    }

    private void arrivals(Entry.Sent message, long ackedAt) {
        Map<String, Boolean> before = new HashMap<>();
        Set<String> settled = new HashSet<>();
        Set<String> told = new HashSet<>();
        Set<String> missed = new HashSet<>();
        long killed = killed(message);
        for (Span span : lives.spans(message.group())) {
            if (span.who().equals(message.who()) || receptions.contains(new Reception(span.who(), message.message()))) {
                continue;
            }
            // A connection that ended just then may have had it on its way.
            if (isCutOff(span, message.at())) {
                before.put(span.who(), !span.left());
            } else if (span.covers(message.at(), message.at()) && isSaid(span.who(), message, killed)) {
                missed.add(span.who());
            } else if (span.covers(message.at(), due(killed, ackedAt + wait(span)))) {
                (span.from() + rules.settle() <= message.at() ? settled : told).add(span.who());
            } else if (span.from() <= message.at()) {
                // Who has gone by its own will missed nothing; others whose connection ended have, where they come
                // back.
                before.put(span.who(), !span.left());
            } else if (before.getOrDefault(span.who(), false)) {
                before.remove(span.who());
                if (!span.left() || span.to() >= due(killed, ackedAt + rules.settle())) {
                    missed.add(span.who());
                }
            }
        }
        missed.forEach(who -> missedInAGap(message, who));
        missedAfterJoin += told.size();
        if (isLonely(message.who(), message.at())) {
            lostByTheLonely += settled.size();
        } else {
            lost += settled.size();
            settled.forEach(who -> examples.add("lost", message.at(), message.message() + " to " + who));
        }
        told.forEach(who -> examples.add("missed after a join", message.at(), message.message() + " to " + who));
    }

    private void missedInAGap(Entry.Sent message, String who) {
        missedInGaps++;
        if (rules.history()) {
            examples.add("lost in a gap", message.at(), message.message() + " to " + who);
        }
    }

    /**
     * Whether the member was on a node that was cut off, and was told later that it may have missed something, or left before its node
     * could know.
     */
    private boolean isCutOff(Span span, long at) {
        return span.from() <= at
                && span.to() != Long.MAX_VALUE
                && span.to() >= at
                && isLonely(span.who(), at)
                && !claims.isWhole(span, at);
    }

    /** Until when who misses it has to be told: that takes longer where its node is gone. */
    private long due(long killed, long otherwise) {
        return killed == NEVER ? otherwise : killed + rules.detection();
    }

    /** Whether the member was told that it may have missed the message. */
    private boolean isSaid(String who, Entry.Sent message, long killed) {
        String group = message.group();
        return gaps.covers(who, message, rules.settle())
                // Meanwhile others may have said something, which says nothing of what was lost.
                || (killed != NEVER && gaps.said(who, group, killed, killed + rules.detection()));
    }

    /** When the sender's node was killed, where that was just then and nobody else keeps what it acknowledged; else {@link #NEVER}. */
    private long killed(Entry.Sent message) {
        Lives.Connection connection = lives.of(message.who(), message.at());
        if (rules.history() || connection == null) {
            return NEVER;
        }
        return rules.killed().stream()
                .filter(gone ->
                        gone.node().equals(connection.node()) && Math.abs(message.at() - gone.at()) <= rules.settle())
                .mapToLong(Rules.Killed::at)
                .findFirst()
                .orElse(NEVER);
    }

    /** Whether the client was on a node that was cut off then, or shortly after. */
    private boolean isLonely(String who, long at) {
        Lives.Connection connection = lives.of(who, at);
        return connection != null
                && rules.lonely().stream()
                        .anyMatch(alone -> alone.node().equals(connection.node())
                                && at >= alone.from() - rules.settle()
                                && at <= alone.to());
    }

    int claims() {
        return claims.count();
    }

    int lostByTheLonely() {
        return lostByTheLonely;
    }

    int acked() {
        return acked.size();
    }

    int received() {
        return receptions.size();
    }

    int lost() {
        return lost;
    }

    int missedInGaps() {
        return missedInGaps;
    }

    int missedAfterJoin() {
        return missedAfterJoin;
    }

    int doubled() {
        return doubled;
    }

    int reordered() {
        return reordered;
    }
}
