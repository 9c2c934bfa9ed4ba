package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entries;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What clients wrote down, to be checked: Ada, Bob and Eve are in one group from 2 s on, as A, B and E of one node; Ada says something at 10 s,
 * which the others get. Times that are given are seconds.
 */
final class Log {
    static final long SECOND = 1_000_000;
    static final String NODE = "node0";

    private static final long END = 60 * SECOND;
    private static final String GROUP = "g";

    private final List<Entry> entries = new ArrayList<>();

    Log() {
        for (String who : List.of("ada", "bob", "eve")) {
            String cid = who.substring(0, 1).toUpperCase(Locale.ROOT);
            opened(1, who, cid, false).joined(2, who, cid);
        }
        said(10, 1, "bob").received(11, "eve", 1).with(new Entry.Left(END, "ada", "nothing"));
    }

    static Rules rules(boolean history) {
        return rules(history, List.of(), List.of());
    }

    /** A node is cut off for a while. */
    static Rules cutOff(String node, long from, long to) {
        return rules(false, List.of(new Rules.Lonely(node, from * SECOND, to * SECOND)), List.of());
    }

    /** The node of all three is killed. */
    static Rules killed(boolean history, long at) {
        return rules(history, List.of(), List.of(new Rules.Killed(NODE, at * SECOND)));
    }

    /** Clients have 10 s to come back, nodes 4 s to find out that another one is gone. From 50 s on, it is calm. */
    private static Rules rules(boolean history, List<Rules.Lonely> lonely, List<Rules.Killed> killed) {
        return rules(history, lonely, killed, List.of());
    }

    /** Something is done to a node for a while, or to none in particular. */
    static Rules disturbed(String node, long from, long to) {
        return rules(false, List.of(), List.of(), List.of(new Rules.Fault(node, from * SECOND, to * SECOND)));
    }

    private static Rules rules(
            boolean history, List<Rules.Lonely> lonely, List<Rules.Killed> killed, List<Rules.Fault> faults) {
        return new Rules(history, 10 * SECOND, 14 * SECOND, SECOND, 50 * SECOND, lonely, killed, faults);
    }

    Log with(Entry entry) {
        entries.add(entry);
        return this;
    }

    Log without(Predicate<Entry> which) {
        entries.removeIf(which);
        return this;
    }

    /** @param recovered whether the session went on, and missed nothing */
    Log opened(long at, String who, String cid, boolean recovered) {
        return opened(at, who, NODE, cid, recovered);
    }

    Log opened(long at, String who, String node, String cid, boolean recovered) {
        return with(new Entry.Opened(at * SECOND, who, node, cid, recovered, recovered));
    }

    Log closed(long at, String who, String cid) {
        return with(new Entry.Closed(at * SECOND, who, cid, 1006, ""));
    }

    Log joined(double at, String who, String cid) {
        return with(new Entry.Joined((long) (at * SECOND), who, cid, GROUP, true));
    }

    /** Not every node was heard. */
    Log joinedInPart(double at, String who, String cid) {
        return with(new Entry.Joined((long) (at * SECOND), who, cid, GROUP, false));
    }

    /** With who is there, as it is with that version. */
    Log joined(double at, String who, String cid, long version, String... cids) {
        return with(new Entry.Joined((long) (at * SECOND), who, cid, GROUP, true, version, List.of(cids)));
    }

    Log asked(long at, String who, String cid) {
        return with(new Entry.Asked(at * SECOND, who, cid, GROUP));
    }

    /** The session goes on at another node. */
    Log moved(long at, String who, String node, String cid) {
        return with(new Entry.Opened(at * SECOND, who, node, cid, true, true, true));
    }

    Log left(long at, String who) {
        return with(new Entry.Left(at * SECOND, who, GROUP));
    }

    /** Ada's message of that number. */
    Log sent(double at, long number) {
        return with(new Entry.Sent((long) (at * SECOND), "ada", "A", GROUP, new Message("ada", number)));
    }

    Log acked(double at, long number) {
        return with(new Entry.Acked((long) (at * SECOND), "ada", new Message("ada", number)));
    }

    Log received(double at, String who, long number) {
        return with(new Entry.Received((long) (at * SECOND), who, GROUP, "A", new Message("ada", number)));
    }

    /** Ada's message of that number, acknowledged at once and received by those. */
    Log said(double at, long number, String... receivers) {
        sent(at, number).acked(at, number);
        for (String who : receivers) {
            received(at, who, number);
        }
        return this;
    }

    Log gap(long at, String who) {
        return with(new Entry.Gap(at * SECOND, who, GROUP));
    }

    Log noticed(long at, String who, String code, String cid) {
        return with(new Entry.Noticed(at * SECOND, who, GROUP, code, cid));
    }

    Log noticed(double at, String who, String code, String cid, long version) {
        return with(new Entry.Noticed((long) (at * SECOND), who, GROUP, code, cid, version));
    }

    /** Somebody is told that a connection is gone for good. */
    Log gone(long at, String who, String cid) {
        return noticed(at, who, "USER_DISCONNECTED", cid);
    }

    Log roster(long at, String who, String... cids) {
        return with(new Entry.Roster(at * SECOND, who, GROUP, List.of(cids)));
    }

    Log roster(long at, String who, long version, String... cids) {
        return with(new Entry.Roster(at * SECOND, who, GROUP, List.of(cids), version));
    }

    Log counted(long at, String who, int members) {
        return with(new Entry.Counted(at * SECOND, who, GROUP, members));
    }

    Findings check() {
        return check(rules(false));
    }

    /** As it is read from the files that clients wrote. */
    Findings check(Rules rules) {
        List<Entry> byTime = new ArrayList<>(entries);
        byTime.sort(Comparator.comparingLong(Entry::at));
        return Checker.check(
                byTime.stream().map(Entries::encode).map(Entries::decode).toList(), rules);
    }
}
