package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.config.ApiKeyConfig;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.protocol.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API keys of the configuration. Several may be good for one tenant, so that one can be replaced by another. */
public final class ApiKeys {
    private final List<ApiKeyConfig> keys;

    public ApiKeys(List<ApiKeyConfig> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The tenant that a call speaks for; throws where the key is missing or unknown, or its scope is another. */
    Tenant authorize(@Nullable String authorization, Scope scope) {
        String presented = IceRoute.bearer(authorization);
        ApiKeyConfig key = presented == null ? null : find(presented);
        if (key == null) {
            throw new ApiError(ErrorCode.BAD_TOKEN, "an API key is needed: Authorization: Bearer <api key>");
        }
        if (!key.scopes().contains(scope)) {
            throw new ApiError(ErrorCode.FORBIDDEN, "this API key may not be used for that");
        }
        return new Tenant(key.tenant());
    }

    /** Compares with every key, found or not, so that the time taken tells nothing. */
    private @Nullable ApiKeyConfig find(String presented) {
        ApiKeyConfig found = null;
        for (ApiKeyConfig key : keys) {
            if (key.matches(presented)) {
                found = key;
            }
        }
        return found;
    }
}
