package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.http.api.OnceRecord.Answered;
import io.ringway.gateway.http.api.OnceRecord.Began;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Hub;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that are carried out once however often they come, on whichever node. Of each key a list is kept: that a try began,
 * and how it ended. A try begins by putting its item into the list, which only the first can do. Any thread may call; the
 * list is asked on the hub.
 *
 * <p>Of a call with several results those are done again that were temporary errors, and the others are kept.
 *
 * <p>A call that was refused has done nothing, and may be tried again at once. One of which nobody knows what became of it may
 * not: it is answered as that. So is a try that has left no end after {@link #LONGEST_MILLIS}, as its node died in the midst of it.
 * What does no harm when it is done twice is done again in both cases.
 *
 * <p>When a try began is said by the clock of its node, and judged by that of another: where those differ, a try is given up too soon or
 * too late. It is not made again thereby: each has a number, which only one can have, and an answer that comes all the same is found.
 */
public final class IdempotentCalls {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotentCalls.class);

    /** No call takes longer: whatever has not ended by then does not end any more. */
    static final long LONGEST_MILLIS = 60_000;

    /** As many as are kept of one key. */
    private static final int PAGE = 64;

    private static final int MAX_ANSWER_BYTES = 65_536;

    private final Hub hub;
    private final ListStore store;
    private final InstantSource clock;
    private final SealedAnswers sealed;

    /** @param secret that tokens are signed with; empty where none are */
    public IdempotentCalls(Hub hub, ListStore store, Optional<Secret> secret, InstantSource clock) {
        this.hub = hub;
        this.store = store;
        this.sealed = new SealedAnswers(secret);
        this.clock = clock;
    }

    /** What makes two calls the same: where they go, and every byte of the body. Only POSTs have keys. */
    static Bytes fingerprint(String uri, byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(uri.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return Bytes.wrap(sha256.digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** What is to be done once. */
    interface Work {
        /** @param before how it was answered before, with results of which some are to be done again; null where it was not */
        Future<Reply> run(@Nullable Reply before);
    }

    /**
     * A call as it comes.
     *
     * @param fingerprint as {@link #fingerprint} makes it
     * @param isSecret whether the answer is for nobody but the caller, and is kept so that nobody else can read it
     * @param isRepeatable whether to do it twice is as good as to do it once
     * @param isOpen whether some of an answer may be done again, so that the next call with the key does that
     */
    record Call(Bytes fingerprint, boolean isSecret, boolean isRepeatable, Predicate<Reply> isOpen) {}

    /** A call with a key. */
    private record Once(ListKey list, Call call, Work work) {
        Bytes fingerprint() {
            return call.fingerprint;
        }
    }

    /**
     * Carries the work out, or answers as it was answered before, or fails with an {@link ApiError}.
     */
    Future<Reply> run(Tenant tenant, String key, Call call, Work work) {
        Once once = new Once(new ListKey(tenant, key), call, work);
        return begin(once.list, call).compose(start -> switch (start.record) {
            case Answered before -> Future.succeededFuture(opened(once, before.reply()));
            case Began began -> carryOut(once, began, start.part);
        });
    }

    /** @param part the item with how it was answered in part before; null where it was not */
    private record Start(OnceRecord record, @Nullable Item part) {}

    /** Completes with the answer that there was, or with a try that is this call's own. */
    private Future<Start> begin(ListKey list, Call call) {
        Bytes fingerprint = call.fingerprint;
        return read(list).compose(history -> {
            OnceRecord last = last(history, call);
            if (last instanceof Answered) {
                return Future.succeededFuture(new Start(last, null));
            }
            int number = last instanceof Began began ? began.number() + 1 : 1;
            Began own = Began.fresh(number);
            Item item = new Item(clock.millis(), own.id(), false, own.body(fingerprint));
            return readable(hub.ask(() -> store.append(list, item)))
                    .compose(appended -> read(list))
                    .onFailure(unreadable -> giveUp(list, own, fingerprint))
                    .map(now -> requireOwn(now, own));
        });
    }

    /** Where this try stands in the list all the same, it is said that it has done nothing. */
    private void giveUp(ListKey list, Began own, Bytes fingerprint) {
        Item end = new Item(clock.millis(), own.failedId(), false, Began.NONE.body(fingerprint));
        var unused = hub.ask(() -> store.append(list, end));
    }

    private static Start requireOwn(ListPage history, Began own) {
        for (Item item : history.items()) {
            if (own.isItem(item)) {
                return new Start(own, OnceRecord.latestPart(history).orElse(null));
            }
        }
        throw inProgress();
    }

    private OnceRecord last(ListPage history, Call call) {
        Began last = Began.NONE;
        long began = 0;
        for (Item item : history.items()) {
            OnceRecord.Kept kept = OnceRecord.read(item);
            if (!kept.fingerprint().equals(call.fingerprint)) {
                throw new ApiError(
                        ErrorCode.IDEMPOTENCY_CONFLICT, "this Idempotency-Key came before with another call");
            }
            if (kept.record() instanceof Answered answered && item.id().equals(Answered.ID)) {
                return answered;
            }
            if (kept.record() instanceof Began one && one.number() > last.number()) {
                last = one;
                began = item.time();
            }
        }
        boolean mayBeginAgain = OnceRecord.hasFailed(history, last) || OnceRecord.isPartly(history, last);
        if (last.equals(Began.NONE) || mayBeginAgain) {
            return last;
        }
        if (OnceRecord.isUnknown(history, last) || began < clock.millis() - LONGEST_MILLIS) {
            if (call.isRepeatable) {
                return last;
            }
            throw ApiError.neverKnown(
                    "it is not known whether the first call with this Idempotency-Key was done; another key does it again");
        }
        throw inProgress();
    }

    private static ApiError inProgress() {
        return new ApiError(
                ErrorCode.IN_PROGRESS, "the first call with this Idempotency-Key has not been answered yet");
    }

    private Future<Reply> carryOut(Once once, Began own, @Nullable Item part) {
        return attempt(once, part).transform(done -> {
            Item end = done.succeeded() ? answered(once, own, done.result()) : ended(once, own, done.cause(), part);
            return hub.ask(() -> keep(once.list, end, part)).transform(kept -> {
                if (kept.failed()) {
                    LOG.warn(
                            "An answer could not be kept for its Idempotency-Key: {}",
                            kept.cause().getMessage());
                }
                return done.succeeded()
                        ? Future.succeededFuture(done.result())
                        : Future.<Reply>failedFuture(done.cause());
            });
        });
    }

    /** An answer takes the place of the one in part before it: of each key there is one. */
    private Future<?> keep(ListKey list, Item end, @Nullable Item part) {
        boolean isAnswer = end.id().equals(Answered.ID) || end.id().startsWith(OnceRecord.PARTLY);
        return part == null || !isAnswer
                ? store.append(list, end)
                : store.append(list, end).compose(kept -> store.remove(list, part.id()));
    }

    private Item answered(Once once, Began own, Reply reply) {
        String id = once.call.isOpen.test(reply) ? own.partlyId() : Answered.ID;
        Optional<Reply> kept = once.call.isSecret ? sealed.seal(reply, once.list) : Optional.of(reply);
        // An answer too long to keep was given all the same: to do it again would be to do it twice.
        return kept.filter(IdempotentCalls::isKept)
                .map(one -> new Item(clock.millis(), id, false, new Answered(one).body(once.fingerprint())))
                .orElseGet(() -> new Item(clock.millis(), own.unknownId(), false, Began.NONE.body(once.fingerprint())));
    }

    private Reply opened(Once once, Reply kept) {
        return once.call.isSecret ? sealed.open(kept, once.list) : kept;
    }

    private Item ended(Once once, Began own, Throwable failure, @Nullable Item part) {
        boolean isCertain = once.call.isRepeatable || ApiError.isCertain(failure);
        if (isCertain && part != null) {
            // It stays among the newest of the list: tries that come to nothing do not push it out.
            return new Item(clock.millis(), own.partlyId(), false, part.body());
        }
        return new Item(
                clock.millis(),
                isCertain ? own.failedId() : own.unknownId(),
                false,
                Began.NONE.body(once.fingerprint()));
    }

    /** Memory is bounded by how many answers are kept, and by how long each may be. */
    private static boolean isKept(Reply reply) {
        return reply.body() == null || reply.body().toBuffer().length() <= MAX_ANSWER_BYTES;
    }

    private Future<Reply> attempt(Once once, @Nullable Item part) {
        try {
            return once.work.run(part == null ? null : opened(once, OnceRecord.reply(part)));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<ListPage> read(ListKey list) {
        return readable(hub.ask(() -> store.page(list, "", PAGE)));
    }

    private static <T> Future<T> readable(Future<T> answer) {
        return answer.recover(failure -> Future.failedFuture(
                ApiError.notNow("what is kept of Idempotency-Keys cannot be read; nothing was done")));
    }
}
