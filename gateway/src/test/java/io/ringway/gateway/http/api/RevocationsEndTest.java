package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalShelves;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.http.api.contract.Described.Place;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.streams.Occurrence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For how long a token is taken back, where clocks may differ by five minutes: as long as any node may take it. */
class RevocationsEndTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Config CONFIG =
            Config.of(Map.of("auth.hs256_secret", "a secret of thirty-two bytes ok!", "auth.clock_skew", "5m"));

    private final Instant now = Instant.now();
    private final InstantSource clock = InstantSource.fixed(now);
    private final Vertx vertx = Vertx.vertx();
    private final StagedCluster stage = new StagedCluster(new byte[32]);
    private final TestNode node = new TestNode(stage.cluster());
    private final TokenMinter minter = TokenMinter.of(CONFIG.auth(), clock).orElseThrow();
    private final Kit kit = new Kit(
            node.node().backend(),
            new Folders(new LocalShelves(clock), CONFIG.meetings()),
            CONFIG.meetings(),
            minter,
            new TokenVerifier(vertx, CONFIG.auth(), clock),
            CONFIG.auth().maxLifetime(),
            Limits.of(CONFIG.limits()),
            clock);
    private final List<Entry> told = new CopyOnWriteArrayList<>();

    RevocationsEndTest() {
        stage.answers = (peer, question) -> {
            try {
                if (EnvelopeCodec.decode(question) instanceof Envelope.OfBackend(BackendStep.Words words)) {
                    told.addAll(words.entries());
                }
            } catch (EnvelopeException notOurs) {
                return Future.failedFuture(notOurs);
            }
            return Future.succeededFuture(
                    EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.Words(List.of()))));
        };
        stage.peers = Set.of(new NodeRef(7, 0));
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private record Body(JsonObject json) implements Asked {
        @Override
        public @Nullable String value(Place place, String name) {
            return null;
        }

        @Override
        public Set<String> queryNames() {
            return Set.of();
        }

        @Override
        public byte[] body() {
            return Buffer.buffer(json.encode()).getBytes();
        }

        @Override
        public String target() {
            return "/v1/tokens/revoke";
        }

        @Override
        public Occurrence occurrence() {
            return Occurrence.NONE;
        }
    }

    private void assertHeldUntil(Instant end) {
        assertEquals(
                List.of(end.plus(SKEW).plus(SKEW).toEpochMilli()),
                told.stream().map(Entry::ends).toList());
    }

    @Test
    void aTokenThatWasTakenBackByItselfCameToBeGoodAgainBeforeItsEnd() throws Exception {
        TokenMinter.Minted minted = minter.mint(new UserId(DEMO, "lim"), null, Duration.ofMinutes(1));
        Map<String, Operation> operations = new HashMap<>();
        new TokenOperations(kit).addTo(operations);
        Asked asked = new Body(new JsonObject().put("token", minted.token()));
        done(Objects.requireNonNull(operations.get("revokeTokens"))
                .run(new ApiCall(asked, DEMO, Set.of(), Limits.of(CONFIG.limits()))));
        assertHeldUntil(Instant.ofEpochMilli(minted.expiresAtMillis()));
    }

    @Test
    void soDidThatOfAParticipantWhoWasRemoved() throws Exception {
        done(new KitTokens(kit).revoke(DEMO, "jti"));
        assertHeldUntil(Instant.ofEpochMilli(now.toEpochMilli()).plus(TokenMinter.MAX_TTL));
    }
}
