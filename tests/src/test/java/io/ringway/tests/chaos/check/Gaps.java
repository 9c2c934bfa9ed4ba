package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where members were told, in a running session, that messages of a group may be missing. */
final class Gaps {
    private record Membership(String who, String group) {}

    /** What was said in between may be missing. */
    private record Gap(long from, long to) {}

    /** When a member was last told something of the group: what was said before that came before it, or never will. */
    private final Map<Membership, Long> heard = new HashMap<>();

    private final Map<Membership, List<Gap>> gaps = new HashMap<>();

    /** Entries come by time. */
    void take(Entry entry) {
        switch (entry) {
            case Entry.Received e -> heard.put(new Membership(e.who(), e.group()), e.at());
            case Entry.Joined e -> heard.put(new Membership(e.who(), e.group()), e.at());
            case Entry.Gap e -> {
                Membership where = new Membership(e.who(), e.group());
                long from = heard.getOrDefault(where, e.at());
                gaps.computeIfAbsent(where, none -> new ArrayList<>()).add(new Gap(from, e.at()));
                heard.put(where, e.at());
            }
            case Entry.Opened e -> {}
            case Entry.Closed e -> {}
            case Entry.Failed e -> {}
            case Entry.Left e -> {}
            case Entry.Sent e -> {}
            case Entry.Acked e -> {}
            case Entry.Refused e -> {}
            case Entry.Noticed e -> {}
            case Entry.Roster e -> {}
            case Entry.Counted e -> {}
            case Entry.InCall e -> {}
            case Entry.Stalled e -> {}
            case Entry.Hears e -> {}
        }
    }

    /** Whether the member was told of a gap in the group in that time. */
    boolean said(String who, String group, long from, long to) {
        return gaps.getOrDefault(new Membership(who, group), List.of()).stream()
                .anyMatch(gap -> gap.to() >= from && gap.to() <= to);
    }

    /**
     * Whether what was said in the group then is covered by a gap that the member was told of.
     *
     * @param settle how long a message may be on its way to the member while others overtake it
     */
    boolean covers(String who, String group, long said, long settle) {
        return gaps.getOrDefault(new Membership(who, group), List.of()).stream()
                .anyMatch(gap -> said >= gap.from() - settle && said <= gap.to());
    }
}
