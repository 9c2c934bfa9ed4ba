package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node that follows a group: delivers every message once and in order, or says where it had to leave some out. */
final class Following {
    /** Asks again now and then, in case that the last message, or the writer's knowledge of this node, was lost. */
    private static final long REFRESH_MS = 5_000;

    private static final long WAIT_MS = 8_000;

    private final Group group;
    private final HistoryPort port;
    private final List<Waiter> waiting = new ArrayList<>();
    private @Nullable Position position;
    private Ballot ballot = Ballot.NONE;
    private boolean isAsking;
    private final Pause pause = new Pause();
    private long asked;

    private record Waiter(long until, Consumer<Boolean> ready) {}

    Following(Group group, HistoryPort port) {
        this.group = group;
        this.port = port;
    }

    /** Up to where everything was delivered; null while that is not known. */
    @Nullable
    Position position() {
        return position;
    }

    /** @param ready told once whether the position is known by now */
    void whenReady(long now, Consumer<Boolean> ready) {
        if (position != null) {
            ready.accept(true);
        } else {
            waiting.add(new Waiter(now + WAIT_MS, ready));
        }
    }

    HistoryMessage ask(long now) {
        isAsking = true;
        pause.goOn(now);
        return new HistoryMessage.Follow(group, ++asked, position);
    }

    /** Whether it waits for nothing but the time to ask again. */
    boolean isQuiet() {
        return !isAsking && waiting.isEmpty();
    }

    boolean isDue(long now) {
        return pause.isOver(now);
    }

    void expire(long now) {
        List<Waiter> over =
                waiting.stream().filter(waiter -> now >= waiter.until).toList();
        waiting.removeAll(over);
        over.forEach(waiter -> waiter.ready.accept(false));
    }

    void followed(HistoryMessage.Followed news, long now) {
        Position head = news.page().head();
        Position before = position;
        if (news.number() != asked) {
            return;
        }
        if (before != null && before.epoch() == head.epoch() && before.offset() > head.offset()) {
            return;
        }
        ballot = news.ballot();
        isAsking = false;
        pause.rest(now + REFRESH_MS);
        boolean goesOn = before != null && before.epoch() == head.epoch();
        if (before == null) {
            position = head;
        } else if (goesOn && news.page().gapless()) {
            news.page().messages().forEach(this::next);
        } else if (!head.equals(before)) {
            skip(head, news.page().messages());
        }
        List<Waiter> ready = List.copyOf(waiting);
        waiting.clear();
        ready.forEach(waiter -> waiter.ready.accept(true));
    }

    /** Whatever is known to be there behind what may be missing is delivered too. */
    private void skip(Position head, List<KeptMessage> rest) {
        Position from = rest.isEmpty()
                ? head
                : new Position(head.epoch(), rest.getFirst().offset() - 1);
        position = from;
        port.interrupted(group, from);
        rest.forEach(this::next);
    }

    /**
     * What comes while an answer is awaited is delivered as well where it is next: by then it may be trimmed away.
     *
     * @return whether something is missing before this message, and has yet to be asked for
     */
    boolean committed(HistoryMessage.Committed news) {
        if (position == null) {
            return false;
        }
        if (!news.ballot().equals(ballot)) {
            return !isAsking;
        }
        next(news.message());
        return !isAsking && news.message().offset() > position.offset();
    }

    private void next(KeptMessage message) {
        Position before = position;
        if (before == null || message.offset() != before.offset() + 1) {
            return;
        }
        position = new Position(before.epoch(), message.offset());
        port.deliver(group, before.epoch(), message);
    }
}
