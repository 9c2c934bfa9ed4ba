package io.ringway.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Grants for tests elsewhere. */
public final class GrantsOf {
    private GrantsOf() {}

    /** What a {@code ringway} claim grants. */
    public static Grants claim(String json) {
        try {
            return GrantsClaim.parse(new ObjectMapper().readTree(json), "ada");
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(notJson);
        }
    }
}
