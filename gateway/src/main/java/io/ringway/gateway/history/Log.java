package io.ringway.gateway.history;

import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A group's messages in order, the oldest trimmed away; and which numbers and keys were used for them. */
final class Log {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final SortedMap<Long, Long> seqs = new TreeMap<>();
    private final KeyBook keys = new KeyBook();
    private long head;
    private long bytes;

    long head() {
        return head;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return entries.size();
    }

    /** The offset of the oldest message that is kept; one past the head where there is none. */
    long first() {
        Entry oldest = entries.peekFirst();
        return oldest == null ? head + 1 : oldest.offset();
    }

    KeyBook keys() {
        return keys;
    }

    /** The last number taken of a node; 0 where none was. */
    long seq(long origin) {
        return seqs.getOrDefault(origin, 0L);
    }

    /** Notes that a number was dealt with, by an entry or otherwise. */
    void took(long origin, long seq) {
        seqs.merge(origin, seq, Math::max);
    }

    void add(Entry entry) {
        if (entry.offset() != head + 1) {
            throw new IllegalArgumentException("offset " + entry.offset() + " does not follow " + head);
        }
        head = entry.offset();
        bytes += entry.size();
        entries.add(entry);
        took(entry.origin(), entry.seq());
        entry.row().ifPresent(keys::add);
    }

    /** @param upTo nothing behind this offset goes */
    void trim(HistoryPolicy policy, long upTo, long now) {
        while (!entries.isEmpty()
                && entries.getFirst().offset() <= upTo
                && (entries.size() > policy.messages()
                        || bytes > policy.bytes()
                        || entries.getFirst().kept().at() < now - policy.ageMillis())) {
            dropOldest();
        }
    }

    private void dropOldest() {
        bytes -= entries.removeFirst().size();
    }

    /** Gives up the oldest until so many bytes are free, or nothing is left that may go. Returns how many are. */
    long giveUp(long wanted, long upTo) {
        long before = bytes;
        while (before - bytes < wanted
                && !entries.isEmpty()
                && entries.getFirst().offset() <= upTo) {
            dropOldest();
        }
        return before - bytes;
    }

    /** The offset of what that node handed in under this number; 0 where it is not there. */
    long find(long origin, long seq) {
        Iterator<Entry> latest = entries.descendingIterator();
        while (latest.hasNext()) {
            Entry entry = latest.next();
            if (entry.origin() == origin && entry.seq() == seq) {
                return entry.offset();
            }
        }
        return 0;
    }

    /** Whether everything behind an offset is here. */
    boolean reaches(long offset) {
        return offset >= first() - 1;
    }

    /** What is behind an offset. */
    List<Entry> behind(long offset) {
        List<Entry> found = new ArrayList<>();
        Iterator<Entry> latest = entries.descendingIterator();
        while (latest.hasNext()) {
            Entry entry = latest.next();
            if (entry.offset() <= offset) {
                break;
            }
            found.add(entry);
        }
        return found.reversed();
    }

    /** The first of what is behind an offset: so many bytes, or one message. */
    List<Entry> behind(long offset, long most) {
        List<Entry> all = behind(offset);
        if (all.isEmpty()) {
            return all;
        }
        int count = 1;
        for (long size = all.getFirst().size(); count < all.size(); count++) {
            size += all.get(count).size();
            if (size > most) {
                break;
            }
        }
        return all.subList(0, count);
    }

    HistoryMessage.Contents contents(long behind) {
        Map<Long, Long> taken = Collections.unmodifiableSortedMap(new TreeMap<>(seqs));
        return new HistoryMessage.Contents(behind, head, behind(behind), taken, keys.rows());
    }

    /** A log with these contents, or this one with them behind it. */
    Log with(HistoryMessage.Contents contents) {
        Log log = contents.behind() == HistoryMessage.Contents.ALL ? new Log() : this;
        if (log != this) {
            log.head = contents.entries().isEmpty()
                    ? contents.head()
                    : contents.entries().getFirst().offset() - 1;
        }
        contents.entries().stream().filter(entry -> entry.offset() > log.head).forEach(log::add);
        contents.keys().forEach(log.keys::add);
        contents.seqs().forEach(log::took);
        return log;
    }

    /**
     * @param committed nothing behind this offset is shown
     * @param bytes how much content to read at most, but for one message: a page ends there, and what was missed since a
     *     position counts as lost
     */
    Page read(Query query, long epoch, long committed, long bytes) {
        Position end = new Position(epoch, committed);
        return switch (query) {
            case Query.Since(Position since) -> since(since, end, bytes);
            case Query.After(long offset, int limit) -> {
                List<KeptMessage> page = page(shown(offset + 1, committed), limit, bytes);
                yield new Page(
                        end, page, true, !page.isEmpty() && page.getLast().offset() < committed);
            }
            case Query.Before(long offset, int limit) -> {
                List<KeptMessage> latest = shown(first(), Math.min(committed, offset - 1));
                List<KeptMessage> page = page(latest.reversed(), limit, bytes).reversed();
                yield new Page(
                        end, page, true, !page.isEmpty() && page.getFirst().offset() > first());
            }
        };
    }

    /**
     * What somebody who follows has missed. Where an epoch has ended with what is here, that has not been given to all who followed: it is
     * in the new epoch under the same offsets, and what is behind theirs is read, though it is not said that nothing is missing before.
     */
    Page missed(Position since, Position end, Succession begunWith) {
        return begunWith.hasEnded(since) && reaches(since.offset())
                ? new Page(end, shown(since.offset() + 1, end.offset()), false, false)
                : since(since, end, Long.MAX_VALUE);
    }

    private Page since(Position since, Position end, long bytes) {
        boolean isThere = since.epoch() == end.epoch() && since.offset() <= end.offset() && reaches(since.offset());
        List<KeptMessage> missed = isThere ? shown(since.offset() + 1, end.offset()) : List.of();
        boolean isTooMuch = missed.stream().mapToLong(Log::size).sum() > bytes;
        return new Page(end, isTooMuch ? List.of() : missed, isThere && !isTooMuch, false);
    }

    private static List<KeptMessage> page(List<KeptMessage> from, int limit, long bytes) {
        int count = 0;
        long left = bytes;
        for (KeptMessage message : from) {
            left -= size(message);
            if (count == limit || (left < 0 && count > 0)) {
                break;
            }
            count++;
        }
        return from.subList(0, count);
    }

    private static long size(KeptMessage message) {
        return message.content().bytes().size();
    }

    private List<KeptMessage> shown(long from, long to) {
        List<KeptMessage> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.offset() >= from && entry.offset() <= to) {
                found.add(entry.kept());
            }
        }
        return found;
    }
}
