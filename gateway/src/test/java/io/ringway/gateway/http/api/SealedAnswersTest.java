package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.http.api.IdempotentCalls.Call;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.session.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the store of answers has of tokens. */
class SealedAnswersTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final Bytes PRINT = IdempotentCalls.fingerprint("/v1/tokens", new byte[0]);
    private static final Reply TOKEN = Reply.created(new JsonObject().put("token", "eyJhbGciOi.secret.part"));

    private final Vertx vertx = Vertx.vertx();
    private final LocalLists store = new LocalLists(new Bounds(64, Duration.ofHours(1), 1_000), InstantSource.system());
    private final Hub hub = new Hub(vertx.getOrCreateContext());

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Reply ask(String secret, boolean isSecret, Reply answer) {
        return new IdempotentCalls(hub, store, Optional.of(Secret.of(secret)), InstantSource.system())
                .run(
                        DEMO,
                        "k",
                        new Call(PRINT, isSecret, false, Batches::isOpen),
                        before -> Future.succeededFuture(answer))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private String kept() {
        List<Item> items = hub.ask(() -> store.page(new ListKey(DEMO, "k"), "", 64))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .items();
        StringBuilder all = new StringBuilder();
        items.forEach(item -> all.append(new String(item.body().array(), StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    @Test
    void aTokenThatIsKeptForItsKeyCannotBeReadWhereItIsKept() {
        String secret = "a".repeat(32);
        assertEquals(TOKEN, ask(secret, true, TOKEN));
        assertTrue(kept().contains("sealed"), "it is there");
        assertFalse(kept().contains("secret.part"), "and cannot be read");
        assertEquals(TOKEN, ask(secret, true, Reply.NO_CONTENT), "but by who asks again");

        CompletionException other = assertThrows(
                CompletionException.class, () -> ask("b".repeat(32), true, Reply.NO_CONTENT), "under another secret");
        assertFalse(ApiError.of(Objects.requireNonNull(other.getCause())).isTemporary());
    }

    @Test
    void whatIsNoSecretIsKeptAsItIs() {
        assertEquals(TOKEN, ask("a".repeat(32), false, TOKEN));
        assertTrue(kept().contains("secret.part"));
        assertEquals(TOKEN, ask("a".repeat(32), true, Reply.NO_CONTENT), "by a release that did not seal");
    }
}
