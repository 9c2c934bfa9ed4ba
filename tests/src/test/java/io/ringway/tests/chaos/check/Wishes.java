package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When which connections have asked to be in groups, and when they have given that up: others must not be told of anything else. */
final class Wishes {
    private static final NavigableSet<Long> NEVER = Collections.emptyNavigableSet();

    private record Place(String cid, String group) {}

    /** At some time between these it was given up: a join that came to nothing may have been out again before that was known. */
    record Leave(long from, long to) {}

    private final Map<Place, NavigableSet<Long>> asked = new HashMap<>();
    private final Map<Place, NavigableSet<Long>> left = new HashMap<>();
    /** By when they were over. */
    private final Map<Place, NavigableMap<Long, Leave>> leaves = new HashMap<>();
    /** What is not answered, each client's by group. */
    private final Map<String, Map<String, Entry.Asked>> open = new HashMap<>();

    private final Map<String, String> cids = new HashMap<>();

    /** Entries come by time. */
    void take(Entry entry) {
        if (entry instanceof Entry.Opened e) {
            cids.put(e.who(), e.cid());
        } else if (entry instanceof Entry.Asked e) {
            note(asked, e.cid(), e.group(), e.at());
            open.computeIfAbsent(e.who(), none -> new HashMap<>()).put(e.group(), e);
        } else if (entry instanceof Entry.Joined e) {
            note(asked, e.cid(), e.group(), e.at());
            open.getOrDefault(e.who(), new HashMap<>()).remove(e.group());
        } else if (entry instanceof Entry.Left e) {
            left(cids.getOrDefault(e.who(), ""), e.group(), new Leave(e.at(), e.at()));
        } else if (entry instanceof Entry.Closed) {
            nothingCame(open.remove(entry.who()), entry.at());
        } else if (entry instanceof Entry.Refused e && e.what().equals("Join")) {
            nothingCame(open.get(entry.who()), entry.at());
        }
    }

    /** Who asked may have been taken in for a moment, and out again as that came to nothing. */
    private void nothingCame(@Nullable Map<String, Entry.Asked> joins, long at) {
        if (joins != null) {
            joins.values().forEach(e -> left(e.cid(), e.group(), new Leave(e.at(), at)));
        }
    }

    private void left(String cid, String group, Leave leave) {
        note(left, cid, group, leave.from());
        leaves.computeIfAbsent(new Place(cid, group), none -> new TreeMap<>()).put(leave.to(), leave);
    }

    private static void note(Map<Place, NavigableSet<Long>> times, String cid, String group, long at) {
        times.computeIfAbsent(new Place(cid, group), none -> new TreeSet<>()).add(at);
    }

    /** When that connection had last asked to be in the group, by then; nothing where it never had. */
    @Nullable
    Long lastAsked(String cid, String group, long by) {
        return asked.getOrDefault(new Place(cid, group), NEVER).floor(by);
    }

    /** When it gave that up first, and not wholly before that time; nothing where it did not. */
    @Nullable
    Leave nextLeft(String cid, String group, long after) {
        NavigableMap<Long, Leave> all = leaves.get(new Place(cid, group));
        Map.Entry<Long, Leave> next = all == null ? null : all.higherEntry(after);
        return next == null ? null : next.getValue();
    }

    /** When it last gave that up, by then; nothing where it never had. */
    @Nullable
    Long lastLeft(String cid, String group, long by) {
        return left.getOrDefault(new Place(cid, group), NEVER).floor(by);
    }
}
