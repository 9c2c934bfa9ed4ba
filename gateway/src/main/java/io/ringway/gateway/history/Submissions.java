package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node has handed in to one group and knows no outcome of yet. Repeated in order, and numbered, so that whoever
 * writes takes each once and none before the one that was handed in before it.
 */
final class Submissions {
    private static final long GIVE_UP_MS = 15_000;
    private static final long NUMBERS_PER_MS = 1_000;

    private final Group group;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long last;
    private final Pause pause = new Pause();

    private record Pending(long seq, Draft draft, long until, Consumer<Outcome> settled) {}

    /**
     * @param now what is handed in from here is numbered from a thousandfold of it: the writer remembers numbers for longer than
     *     this node remembers a quiet group, and takes none twice
     */
    Submissions(Group group, long now) {
        this.group = group;
        this.last = now * NUMBERS_PER_MS;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    HistoryMessage add(Draft draft, long now, Consumer<Outcome> settled) {
        Pending before = pending.peekLast();
        Pending one = new Pending(++last, draft, now + GIVE_UP_MS, settled);
        pending.add(one);
        if (before == null) {
            pause.begin(now);
        }
        return new HistoryMessage.Submit(group, one.seq, before == null ? 0 : before.seq, draft);
    }

    /** Everything once more, in order; nothing where it is not time. */
    List<HistoryMessage> again(long now) {
        return pause.isOver(now) ? all(now) : List.of();
    }

    List<HistoryMessage> all(long now) {
        pause.goOn(now);
        List<HistoryMessage> all = new ArrayList<>();
        long previous = 0;
        for (Pending one : pending) {
            all.add(new HistoryMessage.Submit(group, one.seq, previous, one.draft));
            previous = one.seq;
        }
        return all;
    }

    void expire(long now) {
        for (Pending first = pending.peek(); first != null && now >= first.until; first = pending.peek()) {
            pending.remove();
            first.settled.accept(new Outcome.Unknown());
        }
    }

    void settled(HistoryMessage.Settled news, long now) {
        Pending found = find(news.seq());
        if (found != null) {
            pending.remove(found);
            pause.begin(now);
            found.settled.accept(news.outcome());
        }
    }

    private @Nullable Pending find(long seq) {
        for (Pending one : pending) {
            if (one.seq == seq) {
                return one;
            }
        }
        return null;
    }
}
