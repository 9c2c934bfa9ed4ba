package io.ringway.gateway.session.calls;

import io.ringway.cluster.words.WordStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store of words that is away, or loses what it has, as the test says; it outlives nodes. Used by one thread at a time. */
final class FakeWords implements WordStore {
    private final Map<String, Word> words = new TreeMap<>();
    private volatile boolean down;
    private volatile boolean broken;
    private Future<Void> answer = Future.succeededFuture();
    private int requests;
    private int sent;
    private int forgets;

    void down(boolean isDown) {
        down = isDown;
    }

    /** It throws, as it never should. */
    void broken(boolean isBroken) {
        broken = isBroken;
    }

    synchronized int size() {
        return words.size();
    }

    /** From now on it answers no sooner than this does. */
    synchronized void answerAfter(Future<Void> until) {
        answer = until;
    }

    /** How often it was asked to keep something. */
    synchronized int requests() {
        return requests;
    }

    /** How many words it was asked to keep, all requests together. */
    synchronized int sent() {
        return sent;
    }

    /** How often it was asked to forget something. */
    synchronized int forgets() {
        return forgets;
    }

    synchronized void lose() {
        words.clear();
    }

    @Override
    public synchronized Future<Void> keep(List<Word> said) {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        requests++;
        sent += said.size();
        if (down) {
            return Future.failedFuture("down");
        }
        for (Word word : said) {
            words.merge(word.key(), word, (old, next) -> old.stamp().compareTo(next.stamp()) < 0 ? next : old);
        }
        return answer;
    }

    @Override
    public synchronized Future<Void> forget(List<Word> said) {
        forgets++;
        if (down) {
            return Future.failedFuture("down");
        }
        for (Word word : said) {
            Word old = words.get(word.key());
            if (old != null && old.stamp().compareTo(word.stamp()) <= 0) {
                words.remove(word.key());
            }
        }
        return answer;
    }

    /** Two at a time. */
    @Override
    public synchronized Future<Page> page(String from) {
        if (down) {
            return Future.failedFuture("down");
        }
        int start = from.isEmpty() ? 0 : Integer.parseInt(from);
        List<Word> page = words.values().stream().skip(start).limit(2).toList();
        return Future.succeededFuture(new Page(page, start + 2 < words.size() ? Integer.toString(start + 2) : ""));
    }

    @Override
    public Optional<String> trouble() {
        return down ? Optional.of("down") : Optional.empty();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
