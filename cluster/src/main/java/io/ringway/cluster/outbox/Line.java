package io.ringway.cluster.outbox;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The book of one line: who has a seat, and which news wait. Because every seat is entered once and given up once, here
 * and nowhere else, the news of a line are paired and in order whatever nodes say, twice or late. Pure; for one thread.
 */
public final class Line {
    /** Seats that were taken from a node that was gone, so that it is news when it comes back after all. */
    private static final int MAX_GONE = 1_000;

    /** Ends of seats that nobody has entered yet. */
    private static final int MAX_ENDED = 64;

    private static final int MAX_WRITERS = 64;

    final Map<String, Taken> seats = new LinkedHashMap<>();
    final Map<String, Long> gone = new LinkedHashMap<>();
    final Map<String, Step.End> ended = new LinkedHashMap<>();
    final Map<String, Long> batches = new LinkedHashMap<>();
    final TreeMap<Long, Entry> waiting = new TreeMap<>();
    private long bytes;
    long last;
    long lost;
    long lostSince;
    long lostAt;

    record Taken(long owner, Seat seat) {
        boolean isOf(long node) {
            return node == Step.ANYBODY || node == owner;
        }
    }

    /**
     * Carries out what a node says, once.
     *
     * @param batch a node's batches are numbered upwards; one that was carried out already is ignored
     */
    public Written write(Batch batch) {
        if (batches.getOrDefault(batch.writer(), 0L) >= batch.number()) {
            return new Written(waiting.size(), 0);
        }
        batches.remove(batch.writer());
        batches.put(batch.writer(), batch.number());
        trim(batches, MAX_WRITERS);
        int dropped = 0;
        for (Step step : batch.steps()) {
            dropped += apply(step);
        }
        return new Written(waiting.size(), dropped);
    }

    /** Answers how many news had to go for it. */
    private int apply(Step step) {
        switch (step) {
            case Step.Enter(long owner, Seat seat, long at) -> enter(owner, seat, at);
            case Step.Leave(long owner, String key, String reason, long at) -> {
                Taken taken = seats.get(key);
                if (taken != null && taken.isOf(owner)) {
                    leave(taken, reason, at);
                }
            }
            case Step.Pass(long from, long to, String key) -> {
                Taken taken = seats.get(key);
                if (taken != null && taken.isOf(from)) {
                    seats.put(key, new Taken(to, taken.seat));
                }
            }
            case Step.Lost(long owner, String reason, long at) ->
                owned(owner).forEach(taken -> {
                    gone.put(taken.seat.key(), taken.seat.since());
                    trim(gone, MAX_GONE);
                    leave(taken, reason, at);
                });
            case Step.State state -> state(state);
            case Step.Amend amend -> amend(amend);
            case Step.End end -> end(end);
            case Step.Note(String kind, String id, String body, long at, Step.Keep keep) -> {
                append(Entry.Kind.NOTE, new Seat(id, at, body), at, kind, false);
                return dropOver(keep, at);
            }
            case Step.Back(Entry entry) -> back(entry);
            case Step.Missed(int count, long at) -> lose(count, at);
        }
        return 0;
    }

    private int dropOver(Step.Keep keep, long at) {
        int dropped = 0;
        while ((keep.entries() > 0 && waiting.size() > keep.entries())
                || (keep.bytes() > 0 && bytes > keep.bytes() && !waiting.isEmpty())) {
            remove(waiting.firstKey());
            dropped++;
        }
        if (dropped > 0) {
            lose(dropped, at);
        }
        return dropped;
    }

    private void lose(int count, long at) {
        lostSince = lost == 0 ? at : lostSince;
        lostAt = Math.max(lostAt, at);
        lost += count;
    }

    private void back(Entry entry) {
        Entry there = waiting.get(entry.seq());
        remove(entry.seq());
        put(there == null ? entry : there.and(entry));
        last = Math.max(last, entry.seq());
    }

    /** As it was stored. */
    public void put(Entry entry) {
        remove(entry.seq());
        waiting.put(entry.seq(), entry);
        bytes += entry.bytes();
    }

    private void remove(long seq) {
        Entry entry = waiting.remove(seq);
        bytes -= entry == null ? 0 : entry.bytes();
    }

    private void enter(long owner, Seat wanted, long at) {
        Taken taken = seats.get(wanted.key());
        if (taken != null) {
            seats.put(wanted.key(), new Taken(owner, taken.seat));
            return;
        }
        Long lost = gone.remove(wanted.key());
        Seat seat = lost != null && lost >= wanted.since() ? new Seat(wanted.key(), at, wanted.body()) : wanted;
        boolean first = seats.isEmpty();
        seats.put(seat.key(), new Taken(owner, seat));
        append(Entry.Kind.ENTERED, seat, at, "", first);
        Step.End end = ended.get(seat.key());
        if (end != null) {
            end(end);
        }
    }

    private void end(Step.End end) {
        Taken taken = seats.get(end.key());
        if (taken == null) {
            ended.putIfAbsent(end.key(), end);
            trim(ended, MAX_ENDED);
        } else {
            leave(new Taken(taken.owner, patched(taken.seat, end.patch())), end.reason(), end.at());
        }
    }

    private static Seat patched(Seat seat, String patch) {
        String body = new JsonObject(seat.body()).mergeIn(new JsonObject(patch)).encode();
        return new Seat(seat.key(), seat.since(), body);
    }

    private void leave(Taken taken, String reason, long at) {
        seats.remove(taken.seat.key());
        append(Entry.Kind.LEFT, taken.seat, at, reason, seats.isEmpty());
    }

    private void state(Step.State state) {
        Set<String> named = new LinkedHashSet<>();
        state.seats().forEach(seat -> {
            named.add(seat.key());
            Taken taken = seats.get(seat.key());
            if (taken == null) {
                enter(state.owner(), seat, state.at());
            }
        });
        for (Taken taken : owned(state.owner())) {
            if (!named.contains(taken.seat.key())) {
                leave(taken, state.reason(), state.at());
            }
        }
    }

    private List<Taken> owned(long owner) {
        return seats.values().stream().filter(taken -> taken.owner == owner).toList();
    }

    private void amend(Step.Amend amend) {
        Taken taken = seats.get(amend.key());
        if (taken == null) {
            return;
        }
        Seat changed = patched(taken.seat, amend.patch());
        seats.put(changed.key(), new Taken(taken.owner, changed));
        if (!amend.kind().isEmpty()) {
            append(Entry.Kind.NOTE, changed, amend.at(), amend.kind(), false);
        }
    }

    /** Numbers never go back, also not where an emptied line was forgotten meanwhile. */
    private void append(Entry.Kind kind, Seat seat, long at, String detail, boolean edge) {
        last = Math.max(last + 1, at);
        put(new Entry(last, kind, seat.key(), seat.since(), at, seat.body(), detail, edge));
    }

    /** The oldest news after a number. */
    public List<Entry> head(long after, int limit) {
        List<Entry> head = new ArrayList<>();
        for (Entry entry : waiting.tailMap(after, false).values()) {
            if (head.size() == limit) {
                break;
            }
            head.add(entry);
        }
        return head;
    }

    /** Takes out what was told. */
    public void take(Collection<Long> seqs) {
        seqs.forEach(this::remove);
    }

    /** As {@link OutboxStore#take(String, Entry)}. */
    public int take(Entry told) {
        Entry there = waiting.get(told.seq());
        if (there != null && !there.isToldBy(told)) {
            return OutboxStore.CHANGED;
        }
        remove(told.seq());
        return waiting.size();
    }

    /** All news that wait, the oldest first. */
    public Collection<Entry> all() {
        return waiting.values();
    }

    /** About what the news that wait take. */
    public long bytes() {
        return bytes;
    }

    public Tally tally() {
        return new Tally(waiting.size(), bytes, lost, lostSince, lostAt);
    }

    /** How many news wait. */
    public int size() {
        return waiting.size();
    }

    public boolean isEmpty() {
        return waiting.isEmpty() && seats.isEmpty() && lost == 0;
    }

    /** The nodes that have seats here. */
    public Set<Long> owners() {
        Set<Long> owners = new LinkedHashSet<>();
        seats.values().forEach(taken -> owners.add(taken.owner));
        return owners;
    }

    /** What two halves of a cluster have written apart from each other; who was given up on one side is so on both. */
    public void merge(Line other) {
        other.waiting.values().forEach(entry -> {
            Entry there = waiting.get(entry.seq());
            if (there == null) {
                put(entry);
            } else if (!entry.equals(there)) {
                last = Math.max(last, waiting.lastKey()) + 1;
                put(entry.with(last));
            }
        });
        last = Math.max(last, other.last);
        if (other.lost > lost) {
            // What both had lost before they were apart is in both.
            lost = other.lost;
            lostSince = other.lostSince;
        }
        lostAt = Math.max(lostAt, other.lostAt);
        other.gone.forEach(gone::putIfAbsent);
        other.seats.forEach(seats::putIfAbsent);
        other.batches.forEach((writer, number) -> batches.merge(writer, number, Math::max));
        gone.forEach((key, since) ->
                seats.computeIfPresent(key, (same, taken) -> taken.seat.since() <= since ? null : taken));
        other.ended.forEach(ended::putIfAbsent);
        List.copyOf(ended.values()).forEach(this::end);
        trim(gone, MAX_GONE);
        trim(ended, MAX_ENDED);
        trim(batches, MAX_WRITERS);
    }

    @Nullable
    Taken seat(String key) {
        return seats.get(key);
    }

    private static void trim(Map<String, ?> map, int max) {
        while (map.size() > max) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
