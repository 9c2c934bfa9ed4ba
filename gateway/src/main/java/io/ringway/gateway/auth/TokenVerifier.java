package io.ringway.gateway.auth;

import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.AuthConfig;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.limits.ClientAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a token is good, and for whom. {@code docs/auth.md} says what a token has to be.
 *
 * <p>Any thread may ask. The answer is there at once, but for a token whose key is not known yet while a JWK set is
 * configured: that one waits until the set was read again, where it may be, and is answered on the context that asked.
 */
public final class TokenVerifier {
    private final AuthConfig config;
    private final Claims claims;
    private final Revocations revocations;
    private final InstantSource clock;
    private final Timers timers;
    private final List<VerificationKey> staticKeys;
    private volatile KeySet keys;
    private final @Nullable JwkSet jwkSet;
    private final Presented presented = new Presented();
    private final Consumer<ClientAddress> forgers;

    /** As the other, with nothing revoked, and nobody told of what is found forged later. */
    public TokenVerifier(Vertx vertx, AuthConfig config, InstantSource clock) {
        this(vertx, config, new Revocations(clock, 0), address -> {}, clock);
    }

    /**
     * @param forgers is told, on any thread, where a token had come from that was refused for the time being, and is known to be forged
     *     once the keys were read
     * @throws ConfigException where a key or the default grants cannot be used
     */
    public TokenVerifier(
            Vertx vertx,
            AuthConfig config,
            Revocations revocations,
            Consumer<ClientAddress> forgers,
            InstantSource clock) {
        this(vertx, Timers.of(vertx), config, revocations, forgers, clock);
    }

    /** @param timers by which the JWK set is read */
    TokenVerifier(
            Vertx vertx,
            Timers timers,
            AuthConfig config,
            Revocations revocations,
            Consumer<ClientAddress> forgers,
            InstantSource clock) {
        this.timers = timers;
        this.config = config;
        this.revocations = revocations;
        this.forgers = forgers;
        this.clock = clock;
        this.claims = new Claims(config, clock);
        this.staticKeys = StaticKeys.of(config);
        this.keys = new KeySet(staticKeys);
        this.jwkSet = config.jwksUrl()
                .map(url -> new JwkSet(
                        vertx, timers, url, config.jwksRefresh(), config.jwksMinInterval(), this::publishedKeys))
                .orElse(null);
    }

    /**
     * Reads the JWK set for the first time. Completes without an error even where that fails: an outage elsewhere is no
     * reason not to start, and {@link Reason#KEYS_UNAVAILABLE} says what is missing.
     */
    public Future<Void> start() {
        return jwkSet == null ? Future.succeededFuture() : jwkSet.refresh();
    }

    public void close() {
        if (jwkSet != null) {
            jwkSet.close();
        }
    }

    /** Makes tokens that are good here, also right after a user's tokens were revoked; empty as {@link TokenMinter#of} says. */
    public Optional<TokenMinter> minter() {
        return TokenMinter.of(config, revocations, clock);
    }

    /**
     * Until when a token that is good today may be taken, in milliseconds since 1970: clocks may differ as it comes, and again as it
     * ends.
     *
     * @param expiresAtMillis its {@code exp}; what lies further ahead than any may is taken for the longest life from now
     */
    public long lastUse(long expiresAtMillis) {
        long latest = clock.millis() + config.maxLifetime().toMillis();
        return Math.min(expiresAtMillis, latest) + 2 * config.clockSkew().toMillis();
    }

    /** As the other, of somebody whom nothing is held against. */
    public Future<Principal> verify(String token) {
        return verify(token, ClientAddress.UNKNOWN);
    }

    /**
     * Fails with an {@link AuthException}, and with nothing else.
     *
     * @param from who shows it
     */
    public Future<Principal> verify(String token, ClientAddress from) {
        try {
            Jws jws = parse(token);
            KeySet tried = keys;
            if (isSigned(jws, tried)) {
                return Future.succeededFuture(principal(jws));
            }
            return jwkSet != null && mayBeNewlyPublished(jws, tried)
                    ? later(jwkSet, jws, presented.shown(token, jws, from, timers.nanos()))
                    : Future.failedFuture(new AuthException(unsigned(jws, tried)));
        } catch (AuthException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Principal principal(Jws jws) throws AuthException {
        Principal principal = claims.principal(jws.payload(), jws.algorithm().isSymmetric());
        return switch (revocations.against(principal)) {
            case null -> principal;
            case BAN -> throw new AuthException(Reason.BANNED);
            case TOKEN, TOKENS -> throw new AuthException(Reason.REVOKED);
        };
    }

    private void publishedKeys(List<VerificationKey> published, long since) {
        List<VerificationKey> all = new ArrayList<>(staticKeys);
        all.addAll(published);
        KeySet read = new KeySet(all);
        keys = read;
        presented.read(read, since).forEach(forgers);
    }

    private Jws parse(String token) throws AuthException {
        if (token.length() > config.maxTokenBytes()) {
            throw new AuthException(Reason.TOO_LONG);
        }
        Jws jws = Jws.parse(token);
        if (!config.algorithms().contains(jws.algorithm())) {
            throw new AuthException(Reason.ALGORITHM);
        }
        return jws;
    }

    private static boolean isSigned(Jws jws, KeySet keys) {
        return keys.candidates(jws.algorithm(), jws.keyId()).stream().anyMatch(key -> key.verifies(jws));
    }

    /** What to say of a token that none of the keys has signed. */
    private static Reason unsigned(Jws jws, KeySet keys) {
        return keys.candidates(jws.algorithm(), jws.keyId()).isEmpty() ? Reason.UNKNOWN_KEY : Reason.SIGNATURE;
    }

    /** A JWK set holds no secrets, and a key whose id is known is not replaced under the same id. */
    private static boolean mayBeNewlyPublished(Jws jws, KeySet keys) {
        return !jws.algorithm().isSymmetric() && !keys.knows(jws.algorithm(), jws.keyId());
    }

    private Future<Principal> later(JwkSet published, Jws jws, Presented.Shown shown) {
        Promise<Principal> answer = Promise.promise();
        Context asker = Vertx.currentContext();
        published.refresh().onComplete(read -> {
            if (asker == null) {
                answer(published, jws, shown, answer);
            } else {
                asker.runOnContext(unused -> answer(published, jws, shown, answer));
            }
        });
        return answer.future();
    }

    /**
     * Its key may have been published a moment ago, or the set may be out of reach: that nobody has signed it is known only once the set
     * was read after the token came.
     */
    private void answer(JwkSet published, Jws jws, Presented.Shown shown, Promise<Principal> answer) {
        // In this order: a set that is read now brings keys that are not tried here, and is none to refuse the token
        // for.
        boolean isRead = published.isReadSince(shown.since());
        KeySet tried = keys;
        try {
            if (isSigned(jws, tried)) {
                answer.complete(principal(jws));
            } else if (mayBeNewlyPublished(jws, tried) && !isRead) {
                presented.putOff(shown, tried);
                answer.fail(AuthException.keysUnavailable(published.waitMillis()));
            } else {
                answer.fail(new AuthException(unsigned(jws, tried)));
            }
        } catch (AuthException refused) {
            answer.fail(refused);
        }
    }
}
