package io.ringway.gateway.http.ws;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntSupplier;

/**
 * How many connections of a node that goes away are sent elsewhere, and when: a few at first, more as those have arrived, fewer where
 * that takes long, as where they go to may have been started a moment ago. Never so few that they would not all be told within a
 * third of the deadline: who does not come back is waited for afterwards. Any thread; times are milliseconds.
 */
final class Pacer {
    private static final int FIRST_SHARE = 10;
    private static final int MOST_BATCHES = 10;
    /** Whose arrival takes longer than this was one of too many. */
    private static final long LONG_MS = 800;

    private static final long SHORT_MS = 400;
    /** Who has not arrived by then is not waited for: some do not come back, or have nothing to come back for. */
    private static final long PATIENCE_MS = 2_000;

    private final Drain plan;
    private final IntSupplier arrivals;
    private final int before;
    private final long end;
    private final Deque<Sent> underway = new ArrayDeque<>();
    private int window;
    private int sent;
    private int arrived;
    private int lost;
    private long shrunkAt;

    /** @param total of all that were sent until then */
    private record Sent(int total, long at) {}

    /** @param arrivals how many have arrived elsewhere, ever */
    Pacer(Drain plan, IntSupplier arrivals, long now) {
        this.plan = plan;
        this.arrivals = arrivals;
        this.before = arrivals.getAsInt();
        this.end = now + plan.deadline().toMillis() / 3;
        this.window = smallest();
        this.shrunkAt = now;
    }

    /** One that sends a batch at a time whatever happens: nobody can say who has arrived. */
    static Pacer steady(Drain plan, long now) {
        Pacer pacer = new Pacer(plan, () -> 0, now);
        pacer.window = Integer.MAX_VALUE;
        return pacer;
    }

    /**
     * Once an interval, for each event loop.
     *
     * @param left how many connections it still has
     * @return how many of them are to be sent elsewhere now, which counts as done
     */
    synchronized int next(int left, long now) {
        look(now);
        long intervals = Math.max(1, (end - now) / plan.interval().toMillis());
        int due = (int) Math.ceilDiv(left, intervals);
        int room = Math.min(plan.batch(), window - (sent - arrived - lost));
        int count = Math.min(left, Math.max(due, room));
        if (count > 0) {
            sent += count;
            underway.add(new Sent(sent, now));
        }
        return count;
    }

    private int smallest() {
        return Math.max(1, plan.batch() / FIRST_SHARE);
    }

    /** Which of them have arrived nobody says: they are taken for the first that were sent. */
    private void look(long now) {
        int newly = arrivals.getAsInt() - before - arrived;
        arrived += newly;
        for (Sent first = underway.peek(); first != null && isOver(first, now); first = underway.peek()) {
            lost = Math.max(lost, first.total - arrived);
            underway.remove();
        }
        Sent oldest = underway.peek();
        long age = oldest == null ? 0 : now - oldest.at;
        if (window == Integer.MAX_VALUE) {
            return;
        }
        if (age > LONG_MS && now - shrunkAt > LONG_MS) {
            shrunkAt = now;
            window = Math.max(smallest(), window / 2);
        } else if (age <= SHORT_MS) {
            window = Math.min(window + newly, MOST_BATCHES * plan.batch());
        }
    }

    private boolean isOver(Sent first, long now) {
        return first.total <= arrived + lost || now - first.at > PATIENCE_MS;
    }
}
