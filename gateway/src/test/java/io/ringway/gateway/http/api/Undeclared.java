package io.ringway.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Fields of a body that no schema says anything of; where one says of none which there are, any may be there. */
record Undeclared(JsonNode document) {
    Set<String> in(JsonNode schema, JsonNode body) {
        Set<String> found = new TreeSet<>();
        look(parts(schema), body, "", found);
        return found;
    }

    /** Everything that is said of one value: by a schema, what it refers to, and its alternatives. */
    private List<JsonNode> parts(JsonNode schema) {
        List<JsonNode> parts = new ArrayList<>();
        if (schema.has("$ref")) {
            parts.addAll(parts(document.at(schema.get("$ref").asText().substring(1))));
        }
        parts.add(schema);
        for (String several : List.of("allOf", "oneOf")) {
            schema.path(several).forEach(part -> parts.addAll(parts(part)));
        }
        return parts;
    }

    private void look(List<JsonNode> parts, JsonNode value, String where, Set<String> found) {
        if (value.isArray()) {
            List<JsonNode> items = inner(parts, "items");
            value.forEach(item -> look(items, item, where + "[]", found));
            return;
        }
        Map<String, List<JsonNode>> known = new LinkedHashMap<>();
        for (JsonNode part : parts) {
            part.path("properties")
                    .properties()
                    .forEach(property -> known.computeIfAbsent(property.getKey(), name -> new ArrayList<>())
                            .addAll(parts(property.getValue())));
        }
        boolean isOpen = parts.stream()
                .anyMatch(part -> part.path("additionalProperties").asBoolean(false));
        if (!known.isEmpty()) {
            value.properties().forEach(member -> {
                List<JsonNode> said = known.get(member.getKey());
                String name = where + "." + member.getKey();
                if (said == null) {
                    if (!isOpen) {
                        found.add(name);
                    }
                } else {
                    look(said, member.getValue(), name, found);
                }
            });
        }
    }

    private List<JsonNode> inner(List<JsonNode> parts, String keyword) {
        List<JsonNode> inner = new ArrayList<>();
        parts.stream().filter(part -> part.has(keyword)).forEach(part -> inner.addAll(parts(part.get(keyword))));
        return inner;
    }
}
