package io.ringway.gateway.hooks;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.HookConfig;
import io.ringway.gateway.config.HooksConfig;
import io.ringway.gateway.ice.Breaker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks backends, a bounded number of questions at once; more wait, up to a bound and no longer than an answer may take. The
 * tenants take turns, and none has all places: what is slow for one does not let the others wait. A hook that fails one tenant
 * repeatedly is left alone for a while: then its {@code on_failure} is the answer at once. Hub only.
 */
public final class Bouncer implements Doorkeeper {
    private static final int MAX_CACHED = 10_000;
    private static final int MAX_BREAKERS = 10_000;

    private final HooksConfig config;
    private final Backend backend;
    private final Consumer<String> answered;
    private final InstantSource clock;
    private final Later later;
    /** One tenant's names, or its part of the backend, must not shut out the others. */
    private final Map<Asker, Breaker> breakers = bounded(MAX_BREAKERS);

    private final Lanes waiting;
    private final Room asking;
    private final Map<CacheKey, Cached> cache = bounded(MAX_CACHED);

    /** Puts a question to a backend; fails where there is no answer in time, with {@link UnreadableAnswer} where it says nothing that decides. */
    @FunctionalInterface
    public interface Backend {
        Future<Answer> ask(HookConfig hook, Question question);
    }

    /** Does something after so many milliseconds, on the hub. */
    @FunctionalInterface
    public interface Later {
        void run(long millis, Runnable task);
    }

    private record Asker(Question.Kind kind, Tenant tenant) {}

    private record CacheKey(Question.Kind kind, UserId user, String subject) {}

    private record Cached(Answer answer, long until) {}

    /** @param answered counts answers: the kind of question, and allowed, denied or failed */
    public Bouncer(HooksConfig config, Backend backend, Consumer<String> answered, InstantSource clock, Later later) {
        this.config = config;
        this.backend = backend;
        this.answered = answered;
        this.clock = clock;
        this.later = later;
        this.waiting = new Lanes(config.waiting());
        this.asking = new Room(config.concurrency());
    }

    /** Forgets what was not used for the longest time. */
    private static <K, V> Map<K, V> bounded(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    private HookConfig hook(Question.Kind kind) {
        return switch (kind) {
            case CONNECT -> config.connect();
            case JOIN -> config.join();
            case CALL -> config.call();
        };
    }

    @Override
    public boolean asks(Question.Kind kind) {
        return hook(kind).url().isPresent();
    }

    @Override
    public Future<Answer> ask(Question question) {
        Answer known = known(question);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Promise<Answer> promise = Promise.promise();
        long timeout = hook(question.kind()).timeout().toMillis();
        Lanes.Waiting next = new Lanes.Waiting(question, promise, clock.millis() + timeout);
        if (!waiting.add(next)) {
            return Future.succeededFuture(onFailure(question));
        }
        start();
        if (waiting.has(next)) {
            later.run(timeout, () -> expire(next));
        }
        return promise.future();
    }

    /** Its turn may be much later: others may be asked for as long as they have, which is longer. */
    private void expire(Lanes.Waiting late) {
        if (waiting.remove(late)) {
            late.answer().complete(onFailure(late.question()));
        }
    }

    private @Nullable Answer known(Question question) {
        Cached cached = cache.get(key(question));
        return cached != null && cached.until > clock.millis() ? cached.answer : null;
    }

    private static CacheKey key(Question question) {
        return new CacheKey(question.kind(), question.user(), question.subject());
    }

    private void start() {
        Lanes.Waiting next = waiting.poll(asking::has);
        while (next != null) {
            put(next);
            next = waiting.poll(asking::has);
        }
    }

    private void put(Lanes.Waiting next) {
        Question question = next.question();
        long now = clock.millis();
        Breaker breaker = breaker(question);
        if (now >= next.until() || !breaker.allows(now)) {
            next.answer().complete(onFailure(question));
            return;
        }
        asking.take(next.tenant());
        backend.ask(hook(question.kind()), question).onComplete(done -> {
            asking.give(next.tenant());
            if (done.succeeded()) {
                answered.accept(question.kind().code() + (done.result().allow() ? "_allowed" : "_denied"));
                breaker.succeeded();
                remember(question, done.result());
                next.answer().complete(done.result());
            } else {
                note(breaker, done.cause());
                next.answer().complete(onFailure(question));
            }
            start();
        });
    }

    private void note(Breaker breaker, Throwable failure) {
        if (failure instanceof UnreadableAnswer) {
            breaker.succeeded();
        } else {
            breaker.failed(clock.millis());
        }
    }

    private Breaker breaker(Question question) {
        return breakers.computeIfAbsent(
                new Asker(question.kind(), question.user().tenant()), asker -> new Breaker());
    }

    private void remember(Question question, Answer answer) {
        long life = hook(question.kind()).cache().toMillis();
        if (life > 0) {
            cache.put(key(question), new Cached(answer, clock.millis() + life));
        }
    }

    private Answer onFailure(Question question) {
        answered.accept(question.kind().code() + "_failed");
        return switch (hook(question.kind()).onFailure()) {
            case ALLOW -> Answer.yes();
            case DENY -> Answer.silence();
        };
    }
}
