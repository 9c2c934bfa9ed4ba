package io.ringway.gateway.session.groups;

import io.ringway.cluster.Group;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.groups.Entry.Kind;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.groups.Registers;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.groups.Words.Enough;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How many members groups hold, when they end, and which are closed. Each node acts for its own members alone. Hub only. */
public final class GroupRules {
    /** A session that was on its way between two nodes when its group was closed is there by then. */
    private static final long IN_TRANSIT_MS = 10_000;

    private final Words words;
    private final Registers registers;
    private final int most;
    private final Map<Group, Long> closed = new HashMap<>();
    private Consumer<Group> whenClosed = group -> {};

    /** @param most how many groups of one tenant something may be said of */
    public GroupRules(Words words, int most) {
        this.words = words;
        this.registers = words.registers();
        this.most = most;
        words.whenHeard(this::heard);
    }

    /** Who takes this node's members out of a group that is closed. */
    public void whenClosed(Consumer<Group> listener) {
        whenClosed = listener;
    }

    /** What the backend wants a group to be. */
    public GroupSettings settings(Group group) {
        GroupSettings settings = registers.settings(group);
        return settings == null ? GroupSettings.NONE : settings;
    }

    /** How many members a group holds; {@link GroupSettings#NO_BOUND}. */
    int maxMembers(Group group) {
        return settings(group).maxMembers();
    }

    /** Until when nobody gets in though the group's lifetime is not over; 0 where everybody does. */
    public long closedUntil(Group group) {
        long until = registers.closedUntil(group);
        return until > words.now() ? until : 0;
    }

    public boolean isClosed(Group group) {
        return closedUntil(group) != 0 || hasEnded(group);
    }

    /** Whether its lifetime is over: whoever is still in it is taken out within a second, and shown to nobody. */
    public boolean hasEnded(Group group) {
        return settings(group).hasEnded(words.now());
    }

    /** Whether a session that has just come from another node may have been in a group that was closed meanwhile. */
    boolean wasJustClosed(Group group) {
        return closed.containsKey(group) || isClosed(group);
    }

    /** Fails with {@link TooManyException}, or where no other node has heard of it. */
    public Future<Void> set(Group group, GroupSettings settings) {
        return say(List.of(registers.settings(words.now(), words.self(), group, settings)));
    }

    /** Nothing is said of the group any more; fails with {@link NotFound} where nothing was. */
    public Future<Void> remove(Group group) {
        List<Entry> news = new ArrayList<>();
        if (registers.settings(group) != null) {
            news.add(registers.remove(words.now(), words.self(), new Entry.Id(group, Kind.SETTINGS, "")));
        }
        if (closedUntil(group) != 0) {
            // Not removed: who hears of the closing late has to take members out all the same.
            news.add(registers.opening(words.now(), words.self(), group));
        }
        return news.isEmpty() ? NotFound.future() : say(news);
    }

    /**
     * Every member on every node is taken out, and nobody gets in for so long. Completes with until when, {@link Entry#NEVER} where
     * it is open at once; fails with {@link TooManyException}, or where no other node has heard of it.
     */
    public Future<Long> close(Group group, long forMillis) {
        long until = forMillis == 0 ? Entry.NEVER : words.now() + forMillis;
        return say(List.of(registers.closure(words.now(), words.self(), group, until)))
                .map(until);
    }

    private Future<Void> say(List<Entry> news) {
        for (Entry entry : news) {
            if (!registers.has(entry.id())
                    && registers.size(entry.id().group().tenant(), entry.id().kind()) >= most) {
                return Future.failedFuture(new TooManyException());
            }
        }
        return words.say(news, Enough.ALL);
    }

    private void heard(Entry entry, @Nullable Entry before) {
        if (entry.closedAt() > (before == null ? Entry.NEVER : before.closedAt())) {
            // What is heard late, as by a node that has just come, is carried out; nobody is on his way since then.
            if (entry.closedAt() > words.now() - IN_TRANSIT_MS) {
                closed.put(entry.id().group(), words.now() + IN_TRANSIT_MS);
            }
            whenClosed.accept(entry.id().group());
        }
    }

    /** Once a second, before what has ended is forgotten. */
    public void tick() {
        registers.ended(words.now()).forEach(whenClosed);
        closed.values().removeIf(until -> until <= words.now());
    }
}
