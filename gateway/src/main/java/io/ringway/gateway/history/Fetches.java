package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a node has asked a group's writer to read, and has no answer to yet. Repeated, and given up after five seconds. */
final class Fetches {
    private static final long GIVE_UP_MS = 8_000;

    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private long last;

    private record Pending(HistoryMessage.Fetch fetch, long until, Pause pause, Consumer<@Nullable Page> fetched) {}

    /** @param fetched told once what was read; null where nobody answered */
    HistoryMessage.Fetch add(Group group, Query query, long now, Consumer<@Nullable Page> fetched) {
        HistoryMessage.Fetch fetch = new HistoryMessage.Fetch(group, ++last, query);
        Pause pause = new Pause();
        pause.begin(now);
        pending.put(fetch.number(), new Pending(fetch, now + GIVE_UP_MS, pause, fetched));
        return fetch;
    }

    int size() {
        return pending.size();
    }

    /** What has had no answer for too long. */
    List<HistoryMessage.Fetch> again(long now) {
        List<HistoryMessage.Fetch> again = new ArrayList<>();
        for (Pending one : pending.values()) {
            if (one.pause.isOver(now)) {
                one.pause.goOn(now);
                again.add(one.fetch);
            }
        }
        return again;
    }

    void expire(long now) {
        giveUp(one -> now >= one.until);
    }

    void forget(Predicate<Group> which) {
        giveUp(one -> which.test(one.fetch.group()));
    }

    private void giveUp(Predicate<Pending> which) {
        List<Pending> over = pending.values().stream().filter(which).toList();
        over.forEach(one -> pending.remove(one.fetch.number()));
        over.forEach(one -> one.fetched.accept(null));
    }

    void fetched(HistoryMessage.Fetched news) {
        Pending one = pending.remove(news.number());
        if (one != null) {
            one.fetched.accept(news.page());
        }
    }
}
