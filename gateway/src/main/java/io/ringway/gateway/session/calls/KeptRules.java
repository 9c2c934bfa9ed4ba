package io.ringway.gateway.session.calls;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.words.WordStore;
import io.ringway.cluster.words.WordStore.Word;
import io.ringway.gateway.calls.CallRules;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.calls.OwedRules.Owed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private final OwedRules owed = new OwedRules();

    /** Whose rules are all written anew, as the store was away. */
    private final Set<UserId> again = new LinkedHashSet<>();

    /** Users for whom a write is under way: one at a time each. */
    private final Set<UserId> sending = new HashSet<>();

    /** The next write for such a user, for all who have come meanwhile. */
    private final Map<UserId, Promise<Void>> next = new HashMap<>();

    private final ArrayDeque<Word> dropped = new ArrayDeque<>();
    private long ticks;
    private boolean isReading;
    private boolean isWriting;
    private boolean isForgetting;
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
        if (!store.isThere()) {
            return Future.succeededFuture();
        }
        changed.forEach(rule -> owed.add(user, about(rule), rule));
        return sending.contains(user)
                ? next.computeIfAbsent(user, none -> Promise.promise()).future()
                : send(user);
    }

    /**
     * What no store may have of a user: what is new, what this node has failed to write, and what it has heard from another, which
     * may have failed as well.
     */
    private Future<Void> send(UserId user) {
        List<Owed> all = owed.of(user);
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        Optional<String> trouble = store.trouble();
        if (trouble.isPresent()) {
            // Written once a second with all else that is owed: nothing is encoded for each that asks.
            return Future.failedFuture(new UnavailableException(trouble.get()));
        }
        Future<Void> sent = store.keep(all.stream().map(KeptRules::word).toList());
        // Not before: what throws is under way no longer.
        sending.add(user);
        return sent.onSuccess(kept -> owed.settle(all)).onComplete(done -> {
            sending.remove(user);
            Promise<Void> waiting = next.remove(user);
            if (waiting != null) {
                Future.<Void>succeededFuture().compose(now -> send(user)).onComplete(waiting);
            }
        });
    }

    /** Another node says so. */
    void heard(UserId user, List<CallRule> said) {
        for (CallRule rule : said) {
            if (rules.merge(user, rule) && store.isThere()) {
                owed.add(user, about(rule), rule);
            }
        }
    }

    /** There was no room for it in memory; the store is not to grow by what nobody goes by. */
    private void dropped(UserId user, CallRule rule) {
        owed.remove(user, about(rule));
        boolean isForgotten = rules.of(user).isEmpty();
        if (isForgotten) {
            again.remove(user);
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
            again.addAll(rules.users());
        }
        if (isBack || ++ticks % TICKS_BETWEEN_READS == 0) {
            var unused = read();
        }
        write();
        forget();
    }

    private void write() {
        List<Owed> batch = owed.first(BATCH);
        if (isWriting || (batch.isEmpty() && again.isEmpty())) {
            return;
        }
        List<Word> words = new ArrayList<>(batch.stream().map(KeptRules::word).toList());
        List<UserId> users = new ArrayList<>();
        for (UserId user : again) {
            if (words.size() >= BATCH) {
                break;
            }
            users.add(user);
            rules.of(user).forEach(rule -> words.add(word(user, rule)));
        }
        Future<Void> written = store.keep(words);
        isWriting = true;
        written.onComplete(done -> {
            isWriting = false;
            if (done.succeeded()) {
                owed.settle(batch);
                users.forEach(again::remove);
                write();
            }
        });
    }

    /** One request at a time. What is not forgotten now is found again when a node starts. */
    private void forget() {
        if (isForgetting || dropped.isEmpty()) {
            return;
        }
        List<Word> batch = new ArrayList<>();
        while (batch.size() < BATCH && !dropped.isEmpty()) {
            batch.add(dropped.remove());
        }
        Future<Void> forgotten = store.forget(batch);
        isForgetting = true;
        forgotten.onComplete(done -> {
            isForgetting = false;
            if (done.succeeded()) {
                forget();
            }
        });
    }

    private static String about(CallRule rule) {
        return switch (rule) {
            case CallRule.OnBusy onBusy -> "busy";
            case CallRule.Blocks blocks -> "block" + BETWEEN + blocks.userId();
        };
    }

    private static Word word(Owed owed) {
        return word(owed.user(), owed.rule());
    }

    /** What separates the parts of a key is in none of them. */
    private static Word word(UserId user, CallRule rule) {
        String key = user.tenant().name() + BETWEEN + user.id() + BETWEEN + about(rule);
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
