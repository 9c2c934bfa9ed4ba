package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where members were told, in a running session, that messages of a group may be missing. */
final class Gaps {
    private static final NavigableSet<Long> NONE = Collections.emptyNavigableSet();

    private record Membership(String who, String group) {}

    private record Heard(Membership to, String from) {}

    /** When a member was told something by another one: what that one had said before came before it, or never will. */
    private final Map<Heard, NavigableSet<Long>> heard = new HashMap<>();

    private final Map<Membership, NavigableSet<Long>> joined = new HashMap<>();
    private final Map<Membership, NavigableSet<Long>> gaps = new HashMap<>();

    /** Entries come by time. */
    void take(Entry entry) {
        switch (entry) {
            case Entry.Received e ->
                note(
                        heard,
                        new Heard(
                                new Membership(e.who(), e.group()), e.message().sender()),
                        e.at());
            case Entry.Joined e -> note(joined, new Membership(e.who(), e.group()), e.at());
            case Entry.Gap e -> note(gaps, new Membership(e.who(), e.group()), e.at());
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
            case Entry.Asked e -> {}
            case Entry.Steps e -> {}
            case Entry.Sized e -> {}
            case Entry.Waited e -> {}
            case Entry.Tally e -> {}
        }
    }

    private static <K> void note(Map<K, NavigableSet<Long>> times, K key, long at) {
        times.computeIfAbsent(key, none -> new TreeSet<>()).add(at);
    }

    /** Whether the member was told of a gap in the group in that time. */
    boolean said(String who, String group, long from, long to) {
        Long told = gaps.getOrDefault(new Membership(who, group), NONE).ceiling(from);
        return told != null && told <= to;
    }

    /**
     * Whether a message is covered by a gap that the member was told of.
     *
     * @param settle how long a message may be on its way to the member while others of the same sender overtake it
     */
    boolean covers(String who, Entry.Sent message, long settle) {
        Membership member = new Membership(who, message.group());
        Long told = gaps.getOrDefault(member, NONE).ceiling(message.at());
        if (told == null) {
            return false;
        }
        Long from = Stream.of(
                        joined.getOrDefault(member, NONE),
                        gaps.get(member),
                        heard.getOrDefault(new Heard(member, message.who()), NONE))
                .map(times -> times.lower(told))
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null);
        return from == null || message.at() >= from - settle;
    }
}
