package io.ringway.gateway.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BouncerTest {
    private static final Answer YES = new Answer(true, true, "", null, null);

    private final TreeMap<Long, Runnable> timers = new TreeMap<>();
    private final List<Map.Entry<String, Promise<Answer>>> open = new ArrayList<>();
    private long now = 1_790_000_000_000L;
    private int asked;

    private Bouncer bouncer(Bouncer.Backend backend) {
        Config config = Config.of(Map.of(
                "dev",
                "true",
                "hooks.secrets",
                "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "hooks.join.url",
                "https://backend.example/ask",
                "hooks.join.timeout",
                "1s",
                "hooks.call.url",
                "https://backend.example/ask",
                "hooks.call.timeout",
                "30s",
                "hooks.concurrency",
                "8",
                "hooks.waiting",
                "16"));
        return new Bouncer(
                config.hooks(),
                (hook, question) -> {
                    asked++;
                    return backend.ask(hook, question);
                },
                counted -> {},
                () -> Instant.ofEpochMilli(now),
                (millis, task) -> timers.merge(now + millis, task, (one, other) -> () -> {
                    one.run();
                    other.run();
                }));
    }

    private static Question join(String tenant) {
        return new Question(Question.Kind.JOIN, new UserId(new Tenant(tenant), "ada"), null, "g");
    }

    @Test
    void aTenantWhoseQuestionsFailDoesNotShutOutTheOthers() {
        Bouncer bouncer =
                bouncer((hook, question) -> question.user().tenant().name().equals("bad")
                        ? Future.failedFuture("no answer in time")
                        : Future.succeededFuture(YES));
        for (int i = 0; i < 5; i++) {
            assertFalse(bouncer.ask(join("bad")).result().allow());
        }
        assertEquals(3, asked, "it is left alone");
        assertTrue(bouncer.ask(join("good")).result().allow());
    }

    @Test
    void answersThatDecideNothingAreNoReasonToLeaveTheBackendAlone() {
        Bouncer bouncer = bouncer((hook, question) -> Future.failedFuture(new UnreadableAnswer("404")));
        for (int i = 0; i < 5; i++) {
            assertFalse(bouncer.ask(join("demo")).result().allow());
        }
        assertEquals(5, asked);
    }

    private Future<Answer> slow(Question question) {
        Promise<Answer> promise = Promise.promise();
        open.add(Map.entry(question.user().tenant().name(), promise));
        return promise.future();
    }

    private static Question call(String tenant) {
        return new Question(Question.Kind.CALL, new UserId(new Tenant(tenant), "ada"), null, "u:bob");
    }

    private void pass(long millis) {
        now += millis;
        while (!timers.isEmpty() && timers.firstKey() <= now) {
            timers.pollFirstEntry().getValue().run();
        }
    }

    private long open(String tenant) {
        return open.stream().filter(each -> each.getKey().equals(tenant)).count();
    }

    @Test
    void aTenantWhoseBackendAnswersLateDoesNotLetTheOthersWait() {
        Bouncer bouncer = bouncer((hook, question) -> slow(question));
        List<Future<Answer>> busy = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            busy.add(bouncer.ask(call("busy")));
        }
        assertEquals(6, open("busy"), "three of four places");
        assertEquals(40 - 6 - 12, busy.stream().filter(Future::isComplete).count(), "and as much of what may wait");
        Future<Answer> first = bouncer.ask(join("quiet"));
        assertEquals(1, open("quiet"));
        open.removeLast().getValue().complete(YES);
        assertTrue(first.result().allow());
    }

    @Test
    void tenantsTakeTurns() {
        Bouncer bouncer = bouncer((hook, question) -> slow(question));
        for (int i = 0; i < 10; i++) {
            bouncer.ask(call("one"));
        }
        for (int i = 0; i < 5; i++) {
            bouncer.ask(call("two"));
            bouncer.ask(call("three"));
        }
        int had = open.size();
        for (int i = 0; i < 6; i++) {
            open.get(i).getValue().complete(YES);
        }
        List<String> next =
                open.subList(had, open.size()).stream().map(Map.Entry::getKey).toList();
        assertTrue(next.containsAll(List.of("two", "three")), next::toString);
    }

    @Test
    void aQuestionThatWaitsBehindSlowerOnesEndsWithItsOwnTimeOut() {
        Bouncer bouncer = bouncer((hook, question) -> slow(question));
        for (int i = 0; i < 6; i++) {
            bouncer.ask(call("demo"));
        }
        Future<Answer> join = bouncer.ask(join("demo"));
        pass(999);
        assertFalse(join.isComplete());
        pass(1);
        assertFalse(join.result().allow());
        open.getFirst().getValue().complete(YES);
        assertEquals(6, open.size(), "it is not asked any more");
    }
}
