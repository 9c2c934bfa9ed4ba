package io.ringway.gateway.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Config;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BouncerTest {
    private static final Answer YES = new Answer(true, true, "", null, null);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000));

    private int asked;

    private Bouncer bouncer(Bouncer.Backend backend) {
        Config config = Config.of(Map.of(
                "dev",
                "true",
                "hooks.secrets",
                "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
                "hooks.join.url",
                "https://backend.example/ask"));
        return new Bouncer(
                config.hooks(),
                (hook, question) -> {
                    asked++;
                    return backend.ask(hook, question);
                },
                counted -> {},
                CLOCK);
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
}
