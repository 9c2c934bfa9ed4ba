package io.ringway.gateway.auth;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.PublishableKeyConfig;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys that pages hold in the open, and what they are good for: a tenant's groups, from pages of certain origins, as a
 * user that the server makes up. {@code docs/auth.md} says what to trust them with. Any thread.
 */
public final class PublishableKeys {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int RANDOM_BYTES = 12;

    private final Map<String, Key> keys = new HashMap<>();
    private final InstantSource clock;

    private record Key(PublishableKeyConfig config, AddressQuota quota) {}

    /**
     * The user that somebody wants to be, and whether it was that user before.
     *
     * @param userId the wish; null where there is none
     * @param proof whether what came along was given to this user; null where nothing came
     */
    public record Wish(@Nullable String userId, @Nullable Predicate<UserId> proof) {}

    /** @throws ConfigException where a key grants what there is not, or stands there twice */
    public PublishableKeys(List<PublishableKeyConfig> configs, InstantSource clock) {
        this.clock = clock;
        for (PublishableKeyConfig config : configs) {
            try {
                Grants.of(config.groups(), config.actions(), "");
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException("auth.publishable_keys", "grant what there is not", wrong.getMessage() + "");
            }
            AddressQuota quota = new AddressQuota(config.connectionsPerAddress(), config.connectsPerMinute());
            if (keys.put(config.key(), new Key(config, quota)) != null) {
                throw new ConfigException("auth.publishable_keys", "name a key twice", "each key once");
            }
        }
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * Who somebody is that shows a key.
     *
     * @param origin the Origin header as it came; null where there was none, or more than one
     * @param address where the connection comes from
     * @param wish the user that the page would like to be
     */
    public Visitor admit(String presented, @Nullable String origin, String address, Wish wish) throws KeyException {
        Key key = keys.get(presented);
        if (key == null) {
            throw new KeyException(ErrorCode.BAD_KEY, "there is no such key");
        }
        if (origin == null) {
            throw new KeyException(ErrorCode.ORIGIN_NOT_ALLOWED, "a publishable key is for web pages: no Origin came");
        }
        if (!key.config().origins().contains(origin)) {
            throw new KeyException(ErrorCode.ORIGIN_NOT_ALLOWED, "this key is not for pages of this origin");
        }
        if (!key.quota().attempt(address, clock.millis())) {
            throw new KeyException(ErrorCode.RATE_LIMITED, "too many connections from this address within a minute");
        }
        return new Visitor(principal(key.config(), wish), key.quota(), address);
    }

    private Principal principal(PublishableKeyConfig config, Wish wish) throws KeyException {
        String userId = userId(config, wish);
        return new Principal(
                new UserId(new Tenant(config.tenant()), userId),
                Grants.of(config.groups(), config.actions(), userId),
                clock.millis() + config.lifetime().toMillis(),
                config.turn(),
                wish.userId() == null || !config.chosenIds(),
                config.key());
    }

    private static String userId(PublishableKeyConfig config, Wish wish) throws KeyException {
        String chosen = wish.userId();
        if (chosen == null) {
            return madeUp(config);
        }
        Predicate<UserId> proof = wish.proof();
        if (config.chosenIds()) {
            if (!fits(config, chosen)) {
                throw new KeyException(ErrorCode.FORBIDDEN, "this user id is not one of this key's");
            }
            return chosen;
        }
        if (proof == null) {
            throw new KeyException(ErrorCode.FORBIDDEN, "this key's users cannot choose their id");
        }
        // A proof of yesterday's, from before all nodes were stopped, is no reason to keep a page out.
        boolean isProven = fits(config, chosen) && proof.test(new UserId(new Tenant(config.tenant()), chosen));
        return isProven ? chosen : madeUp(config);
    }

    private static String madeUp(PublishableKeyConfig config) {
        return config.userIds().replace("*", random());
    }

    private static boolean fits(PublishableKeyConfig config, String userId) {
        int star = config.userIds().indexOf('*');
        String before = config.userIds().substring(0, star);
        String after = config.userIds().substring(star + 1);
        return userId.length() > before.length() + after.length()
                && userId.startsWith(before)
                && userId.endsWith(after)
                && Names.isUserId(userId);
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }
}
