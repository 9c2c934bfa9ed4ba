package io.ringway.gateway.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code ringway} claim. */
final class GrantsClaim {
    private GrantsClaim() {}

    /** @throws IllegalArgumentException with what is wrong; nothing of the claim's text is in the message */
    static Grants parse(JsonNode claim, String userId) {
        require(claim.isObject(), "the ringway claim is an object");
        JsonNode relayOnly = claim.path("relay_only");
        require(relayOnly.isMissingNode() || relayOnly.isBoolean(), "relay_only is true or false");
        Grants grants = Grants.of(groups(claim.path("groups")), texts(claim.path("actions")), userId);
        return relayOnly.booleanValue() ? grants.throughRelaysOnly() : grants;
    }

    private static Map<String, List<String>> groups(JsonNode groups) {
        require(groups.isMissingNode() || groups.isObject(), "groups is an object of patterns and lists");
        Map<String, List<String>> byPattern = new LinkedHashMap<>();
        groups.properties().forEach(entry -> byPattern.put(entry.getKey(), texts(entry.getValue())));
        return byPattern;
    }

    private static List<String> texts(JsonNode list) {
        require(list.isMissingNode() || list.isArray(), "actions are a list");
        List<String> texts = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            require(item.isTextual(), "an action is a string");
            texts.add(item.textValue());
        }
        return texts;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
