package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients were told of who comes and goes, held against what each had been told before. A client has nothing to hold it against
 * from the loss of its session, or its move to another node, until it is shown a roster again.
 */
final class Watches {
    private static final String HERE = "USER_JOINED";
    private static final Set<String> GONE = Set.of("USER_LEFT", "USER_DISCONNECTED");
    /** They change nothing, and have no version of their own. */
    private static final Set<String> ASIDE = Set.of("USER_SUSPECTED", "USER_BACK");

    private record Seat(String who, String group) {}

    private final Map<String, Map<String, Watch>> watches = new HashMap<>();
    private final Map<Seat, Period> running = new HashMap<>();
    private final Map<String, List<Period>> periods = new HashMap<>();
    /** In which groups clients are, as far as they know. */
    private final Map<String, Set<String>> joined = new HashMap<>();

    private final Map<String, String> cids = new HashMap<>();
    private final Map<String, Long> heard = new HashMap<>();
    private final Truth truth;
    private final Checker.Examples examples;
    private int numbered;
    private int rosters;
    private int holes;
    private int doubled;
    private int others;

    Watches(List<Entry> entries, Truth truth, Checker.Examples examples) {
        this.truth = truth;
        this.examples = examples;
        for (Entry entry : entries) {
            if (entry.isHeard()) {
                heard.put(entry.who(), entry.at());
            }
            take(entry);
        }
        long end = entries.isEmpty() ? 0 : entries.getLast().at();
        running.values().forEach(period -> period.end(end));
    }

    private void take(Entry entry) {
        switch (entry) {
            case Entry.Opened e -> opened(e);
            case Entry.Closed e -> pause(e);
            case Entry.Stalled e -> pause(e);
            case Entry.Hears e -> goOn(e);
            case Entry.Joined e -> {
                joined.computeIfAbsent(e.who(), none -> new HashSet<>()).add(e.group());
                listed(e, e.group(), e.version(), e.cids());
            }
            case Entry.Left e -> {
                joined.getOrDefault(e.who(), new HashSet<>()).remove(e.group());
                drop(e, e.group(), e.at());
            }
            case Entry.Roster e -> listed(e, e.group(), e.version(), e.cids());
            case Entry.Noticed e -> noticed(e);
            case Entry.Steps e -> {
                Watch watch = of(e.who()).get(e.group());
                if (watch != null) {
                    told(
                            e,
                            e.group(),
                            watch,
                            watch.steps(e.since(), e.version(), e.came(), e.gone()),
                            e.came(),
                            e.gone());
                }
            }
            case Entry.Sized e -> sized(e);
            case Entry.Failed e -> {}
            case Entry.Asked e -> {}
            case Entry.Sent e -> {}
            case Entry.Acked e -> {}
            case Entry.Refused e -> {}
            case Entry.Received e -> {}
            case Entry.Gap e -> {}
            case Entry.InCall e -> {}
            case Entry.Counted e -> {}
            case Entry.Waited e -> {}
            case Entry.Tally e -> {}
        }
    }

    private Map<String, Watch> of(String who) {
        return watches.computeIfAbsent(who, none -> new HashMap<>());
    }

    private void opened(Entry.Opened e) {
        boolean goesOn = e.cid().equals(cids.put(e.who(), e.cid())) && e.recovered();
        if (!goesOn) {
            joined.remove(e.who());
        }
        if (goesOn && !e.moved()) {
            goOn(e);
        } else {
            watches.remove(e.who());
        }
    }

    /** What was on its way to a connection that is dead without a word may have been lost long before its end. */
    private void pause(Entry e) {
        long last = Math.min(e.at(), heard.getOrDefault(e.who(), e.at()));
        of(e.who()).keySet().forEach(group -> stop(new Seat(e.who(), group), last));
    }

    private void stop(Seat seat, long at) {
        Period period = running.remove(seat);
        if (period != null) {
            period.end(at);
        }
    }

    private void goOn(Entry e) {
        of(e.who()).forEach((group, watch) -> begin(e, group, watch));
    }

    private void begin(Entry e, String group, Watch watch) {
        Set<String> known = watch.known();
        if (known != null) {
            Period period = new Period(e.who(), e.at(), known);
            running.put(new Seat(e.who(), group), period);
            periods.computeIfAbsent(group, none -> new ArrayList<>()).add(period);
        }
    }

    private void drop(Entry e, String group, long at) {
        of(e.who()).remove(group);
        stop(new Seat(e.who(), group), at);
    }

    /** The answer to a join, or to the question who is there. */
    private void listed(Entry e, String group, long version, List<String> present) {
        boolean isIn = joined.getOrDefault(e.who(), Set.of()).contains(group);
        if (version == Entry.NO_VERSION || !isIn) {
            return;
        }
        Watch watch = of(e.who()).get(group);
        if (watch == null || watch.known() == null) {
            begin(e, group, replace(e, group, version, present));
            return;
        }
        rosters++;
        Set<String> before = Set.copyOf(watch.known());
        judge(e, group, watch.shown(version, present), "a roster of version " + version);
        Set<String> after = watch.known();
        note(e, group, present.stream().filter(cid -> !before.contains(cid)).toList(), true);
        note(
                e,
                group,
                before.stream()
                        .filter(cid -> after == null || !after.contains(cid))
                        .toList(),
                false);
    }

    private Watch replace(Entry e, String group, long version, @Nullable Collection<String> present) {
        Watch watch = new Watch(e.at(), cids.getOrDefault(e.who(), ""), version, present);
        of(e.who()).put(group, watch);
        return watch;
    }

    private void note(Entry e, String group, List<String> about, boolean isIn) {
        Period period = running.get(new Seat(e.who(), group));
        if (period != null) {
            about.forEach(cid -> period.turn(cid, e.at(), isIn));
        }
    }

    private void noticed(Entry.Noticed e) {
        Watch watch = of(e.who()).get(e.group());
        if (watch == null || e.version() == Entry.NO_VERSION || ASIDE.contains(e.code())) {
            return;
        }
        List<String> came = e.code().equals(HERE) ? List.of(e.cid()) : List.of();
        List<String> gone = GONE.contains(e.code()) ? List.of(e.cid()) : List.of();
        Period period = running.get(new Seat(e.who(), e.group()));
        truth.told(e, watch.began(), period == null ? e.at() : period.from());
        told(e, e.group(), watch, watch.step(e.version(), came, gone), came, gone);
    }

    private void told(
            Entry e, String group, Watch watch, Watch.@Nullable Fault fault, List<String> came, List<String> gone) {
        numbered++;
        judge(e, group, fault, "that " + came + " came and " + gone + " went, after " + watch.version());
        if (fault == Watch.Fault.HOLE) {
            // What the client takes for true from here on is nobody's fault but that one's.
            drop(e, group, e.at());
        } else if (fault != Watch.Fault.STALE) {
            note(e, group, came, true);
            note(e, group, gone, false);
        }
    }

    private void sized(Entry.Sized e) {
        Watch watch = of(e.who()).get(e.group());
        if (watch != null) {
            numbered++;
            judge(e, e.group(), watch.sized(e.version()), "a count of version " + e.version());
            stop(new Seat(e.who(), e.group()), e.at());
        } else if (joined.getOrDefault(e.who(), Set.of()).contains(e.group())) {
            replace(e, e.group(), e.version(), null);
        }
    }

    private void judge(Entry e, String group, Watch.@Nullable Fault fault, String what) {
        String kind = switch (fault) {
            case null -> "";
            case HOLE -> {
                holes++;
                yield "a version was left out";
            }
            case STALE, TWICE -> {
                doubled++;
                yield "told twice who came or went";
            }
            case OTHER -> {
                others++;
                yield "not what had been told";
            }
        };
        if (fault != null) {
            examples.add(kind, e.at(), e.who() + " in " + group + ": " + what + " (" + fault + ")");
        }
    }

    /** In which clients were told everything of the group. */
    List<Period> periods(String group) {
        return periods.getOrDefault(group, List.of());
    }

    int numbered() {
        return numbered;
    }

    int rosters() {
        return rosters;
    }

    int holes() {
        return holes;
    }

    int doubled() {
        return doubled;
    }

    int others() {
        return others;
    }
}
