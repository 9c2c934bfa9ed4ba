package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.ApiKeyConfig;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.protocol.ErrorCode;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The API keys of the configuration, and what each may still do. Several may be good for one tenant, so that one can be
 * replaced by another. Any thread.
 */
public final class ApiKeys {
    private final List<ApiKey> keys;

    /** @param rate of calls with one key */
    public ApiKeys(List<ApiKeyConfig> keys, Rate rate) {
        this.keys = keys.stream()
                .map(key -> new ApiKey(
                        new Tenant(key.tenant()),
                        key.scopes().stream().map(Scope::written).collect(Collectors.toUnmodifiableSet()),
                        Bytes.wrap(key.digest()),
                        new KeyQuota(rate)))
                .toList();
    }

    /**
     * A key that was found.
     *
     * @param written its scopes
     */
    record ApiKey(Tenant tenant, Set<String> written, Bytes digest, KeyQuota quota) {
        void require(String scope) {
            if (!written.contains(scope)) {
                throw new ApiError(ErrorCode.FORBIDDEN, "this API key may not be used for that");
            }
        }
    }

    /** The key of a call; throws where it is missing or unknown. */
    ApiKey authenticate(@Nullable String presented) {
        ApiKey key = find(presented);
        if (key == null) {
            throw new ApiError(ErrorCode.BAD_TOKEN, "an API key is needed: Authorization: Bearer <api key>");
        }
        return key;
    }

    /** The key of a call; null where it is missing or unknown. */
    @Nullable
    ApiKey find(@Nullable String presented) {
        return presented == null ? null : find(ApiKeyConfig.digest(presented));
    }

    /** Compares with every key, found or not, so that the time taken tells nothing. */
    private @Nullable ApiKey find(byte[] digest) {
        ApiKey found = null;
        for (ApiKey key : keys) {
            if (MessageDigest.isEqual(key.digest().array(), digest)) {
                found = key;
            }
        }
        return found;
    }
}
