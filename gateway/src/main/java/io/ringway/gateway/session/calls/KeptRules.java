package io.ringway.gateway.session.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import io.ringway.cluster.words.WordStore;
import io.ringway.cluster.words.WordStore.Word;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What users say about calls to them: in this node's memory, by which it goes, and in the store that outlives every node, where
 * there is one. The node that is told writes it there, and so does each that hears of it, a second later: it gets there as
 * long as one of them lives until the store answers. After the store was away, all that is known here is written, as it may have
 * lost something. Hub only.
 */
final class KeptRules {
    private static final int BATCH = 500;
    private static final int MAX_DROPPED = 10_000;
    private static final int TICKS_BETWEEN_READS = 10;
    private static final char BETWEEN = '\n';

    private final WordStore store;
    private final CallRules rules;

    /** Whose rules the store may not have, with a number of its own for each time that this was found. */
    private final Map<UserId, Long> unsaved = new LinkedHashMap<>();

    private final ArrayDeque<Word> dropped = new ArrayDeque<>();
    private long debts;
    private long ticks;
    private boolean isReading;
    private boolean isWriting;
    private boolean wasAway;
    private boolean isRead;

    KeptRules(WordStore store) {
        this.store = store;
        this.isRead = !store.isThere();
        this.rules = new CallRules(this::dropped);
    }

    CallRules rules() {
        return rules;
    }

    /** Whether this node knows what is in the store; it may know some of it before. */
    boolean isRead() {
        return isRead;
    }

    /**
     * Something new holds for a user. Completes when it outlives this node, or at once where there is no store; where it fails
     * it holds all the same, and is written as soon as the store answers.
     *
     * @param changed may be empty where nothing is new, but is to be in the store now
     */
    Future<Void> keep(UserId user, List<CallRule> changed) {
        Long debt = unsaved.get(user);
        List<CallRule> owed = debt == null ? changed : rules.of(user);
        if (!store.isThere() || owed.isEmpty()) {
            return Future.succeededFuture();
        }
        return store.keep(owed.stream().map(rule -> word(user, rule)).toList())
                .onSuccess(kept -> {
                    if (debt != null) {
                        unsaved.remove(user, debt);
                    }
                })
                .onFailure(away -> owe(user));
    }

    /** Another node says so. */
    void heard(UserId user, List<CallRule> said) {
        boolean isNews = false;
        for (CallRule rule : said) {
            isNews |= rules.merge(user, rule);
        }
        if (isNews) {
            owe(user);
        }
    }

    private void owe(UserId user) {
        if (store.isThere()) {
            unsaved.put(user, ++debts);
        }
    }

    /** There was no room for it in memory; the store is not to grow by what nobody goes by. */
    private void dropped(UserId user, CallRule rule) {
        boolean isForgotten = rules.of(user).isEmpty();
        if (isForgotten) {
            unsaved.remove(user);
        }
        // Which users are read last is chance: what they have said stays in the store.
        if (store.isThere() && !(isForgotten && isReading)) {
            dropped.add(word(user, rule));
            if (dropped.size() > MAX_DROPPED) {
                dropped.remove();
            }
        }
    }

    /** Reads everything, unless that was done. Completes in any case. */
    Future<Void> read() {
        if (isRead || isReading) {
            return Future.succeededFuture();
        }
        isReading = true;
        return read("").transform(done -> {
            isReading = false;
            isRead = done.succeeded();
            return Future.succeededFuture();
        });
    }

    private Future<Void> read(String from) {
        return store.page(from).compose(page -> {
            page.words().forEach(this::recall);
            return page.next().isEmpty() ? Future.succeededFuture() : read(page.next());
        });
    }

    /** What another version of this program has written may be unreadable here; it stays where it is. */
    private void recall(Word word) {
        try {
            Buffer body = Buffer.buffer(word.body().array());
            if (EnvelopeCodec.decode(body) instanceof Envelope.CallRules(var user, var said)) {
                said.forEach(rule -> rules.merge(user, rule));
            }
        } catch (EnvelopeException unreadable) {
            // As if it were not there.
        }
    }

    /** Once a second. */
    void tick() {
        if (!store.isThere()) {
            return;
        }
        boolean isAway = store.trouble().isPresent();
        boolean isBack = wasAway && !isAway;
        wasAway = isAway;
        if (isBack) {
            rules.all().keySet().forEach(this::owe);
        }
        if (isBack || ++ticks % TICKS_BETWEEN_READS == 0) {
            var unused = read();
        }
        write();
        forget();
    }

    private void write() {
        if (isWriting || unsaved.isEmpty()) {
            return;
        }
        Map<UserId, Long> users = new LinkedHashMap<>();
        List<Word> words = new ArrayList<>();
        for (Map.Entry<UserId, Long> owed : unsaved.entrySet()) {
            users.put(owed.getKey(), owed.getValue());
            rules.of(owed.getKey()).forEach(rule -> words.add(word(owed.getKey(), rule)));
            if (words.size() >= BATCH) {
                break;
            }
        }
        isWriting = true;
        store.keep(words).onComplete(done -> {
            isWriting = false;
            if (done.succeeded()) {
                users.forEach(unsaved::remove);
                write();
            }
        });
    }

    /** What is not forgotten now is found again when a node starts. */
    private void forget() {
        while (!dropped.isEmpty()) {
            List<Word> batch = new ArrayList<>();
            while (batch.size() < BATCH && !dropped.isEmpty()) {
                batch.add(dropped.remove());
            }
            var unused = store.forget(batch);
        }
    }

    /** What separates the parts of a key is in none of them. */
    private static Word word(UserId user, CallRule rule) {
        String about = switch (rule) {
            case CallRule.OnBusy onBusy -> "busy";
            case CallRule.Blocks blocks -> "block" + BETWEEN + blocks.userId();
        };
        String key = user.tenant().name() + BETWEEN + user.id() + BETWEEN + about;
        Buffer body = EnvelopeCodec.encode(new Envelope.CallRules(user, List.of(rule)));
        return new Word(key, "%016x%016x".formatted(rule.stamp(), rank(rule)), Bytes.wrap(body.getBytes()));
    }

    /** Of two rules with one stamp the one with more wins, as in memory. */
    private static int rank(CallRule rule) {
        return switch (rule) {
            case CallRule.OnBusy(BusyPolicy policy, long stamp) ->
                switch (policy) {
                    case null -> 0;
                    case RING -> 1;
                    case WAIT -> 2;
                    case REJECT -> 3;
                    case DO_NOT_DISTURB -> 4;
                };
            case CallRule.Blocks blocks -> blocks.blocked() ? 1 : 0;
        };
    }
}
