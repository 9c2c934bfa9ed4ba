package io.ringway.gateway.config;

import java.util.List;

/** Who may use the backend API. */
public record ApiConfig(
        @Setting(
                doc =
                        "API keys. Each has a tenant; either the key itself (at least 32 characters) or its SHA-256 in hex;"
                                + " and scopes. In the environment this list is written as JSON.",
                allowed = "a list of {tenant, key or sha256, scopes}")
        List<ApiKeyConfig> keys) {
    public ApiConfig {
        Check.of(ApiConfig.class, keys).done();
    }
}
