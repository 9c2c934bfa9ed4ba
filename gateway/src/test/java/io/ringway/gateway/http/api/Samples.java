package io.ringway.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values that fit schemas of the document, and values that were made to fit no longer. Every choice is the seed's. */
public final class Samples {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final JsonNode document;
    private final Random random;
    private final int optional;

    public Samples(JsonNode document, long seed) {
        this(document, seed, 40);
    }

    /** @param optional how many percent of what may be left out are there */
    Samples(JsonNode document, long seed, int optional) {
        this.document = document;
        this.random = new Random(seed);
        this.optional = optional;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public JsonNode resolve(JsonNode part) {
        return part.has("$ref") ? resolve(document.at(part.get("$ref").asText().substring(1))) : part;
    }

    public JsonNode valid(JsonNode schemaOrReference) {
        JsonNode schema = resolve(schemaOrReference);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("oneOf") && !schema.has("properties")) {
            return valid(
                    schema.get("oneOf").get(random.nextInt(schema.get("oneOf").size())));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.get(0).asText() : type.asText("")) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "string" -> text(schema);
            case "integer" -> NODES.numberNode(integer(schema));
            case "null" -> NODES.nullNode();
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> any();
        };
    }

    private JsonNode any() {
        return oneOf(List.<JsonNode>of(
                NODES.nullNode(),
                NODES.numberNode(random.nextInt()),
                NODES.textNode("100% sure"),
                NODES.objectNode().put("a", 1).set("b", NODES.arrayNode().add(true)),
                NODES.arrayNode().add("x")));
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        schema.path("allOf").forEach(part -> {
            if (!part.has("if")) {
                object.setAll((ObjectNode) valid(part));
            }
        });
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (JsonNode part : schema.path("allOf")) {
            resolve(part).path("properties").properties().forEach(property -> {
                if (required.contains(property.getKey()) && !object.has(property.getKey())) {
                    object.set(property.getKey(), valid(property.getValue()));
                }
            });
        }
        if (schema.has("oneOf")) {
            JsonNode one =
                    schema.get("oneOf").get(random.nextInt(schema.get("oneOf").size()));
            one.path("required").forEach(name -> required.add(name.asText()));
        }
        boolean isOneAlone = schema.path("maxProperties").asInt(0) == 1;
        List<Map.Entry<String, JsonNode>> properties =
                List.copyOf(schema.path("properties").properties());
        if (isOneAlone) {
            Map.Entry<String, JsonNode> property = oneOf(properties);
            return object.set(property.getKey(), valid(property.getValue()));
        }
        for (Map.Entry<String, JsonNode> property : properties) {
            boolean isAlternative = schema.has("oneOf") && !required.contains(property.getKey());
            if (required.contains(property.getKey()) || (!isAlternative && chance(optional))) {
                object.set(property.getKey(), valid(property.getValue()));
            }
        }
        schema.path("allOf").forEach(part -> bounded(part, schema, object));
        return object;
    }

    /** What goes with what else is said, alone. */
    private void bounded(JsonNode part, JsonNode schema, ObjectNode object) {
        JsonNode then = part.path("then");
        if (part.has("if") && holds(part.get("if"), object)) {
            then.path("required").forEach(name -> {
                if (!object.has(name.asText())) {
                    object.set(name.asText(), valid(schema.get("properties").get(name.asText())));
                }
            });
            object.retain(then.path("properties").properties().stream()
                    .map(Map.Entry::getKey)
                    .toList());
        }
    }

    private static boolean holds(JsonNode condition, ObjectNode object) {
        for (JsonNode name : condition.path("required")) {
            JsonNode is = condition.path("properties").path(name.asText());
            boolean isAllowed = is.isMissingNode() || is.path("const").equals(object.get(name.asText()));
            for (JsonNode one : is.path("enum")) {
                isAllowed |= one.equals(object.get(name.asText()));
            }
            if (!object.has(name.asText()) || !isAllowed) {
                return false;
            }
        }
        return true;
    }

    private JsonNode array(JsonNode schema) {
        ArrayNode array = NODES.arrayNode();
        int least = schema.path("minItems").asInt(0);
        int most = Math.min(schema.path("maxItems").asInt(4), least + 3);
        for (int left = least + random.nextInt(most - least + 1); left > 0; left--) {
            array.add(valid(schema.path("items")));
        }
        return array;
    }

    private JsonNode text(JsonNode schema) {
        if (schema.has("pattern")) {
            String pattern = schema.get("pattern").asText();
            if (pattern.startsWith("^(wh|st)_")) {
                return NODES.textNode("wh_0123456789ab");
            }
            return NODES.textNode(pattern.contains("38") ? letters(38) : letters(5));
        }
        int least = schema.path("minLength").asInt(0);
        int most = Math.min(schema.path("maxLength").asInt(20), 40);
        return NODES.textNode(letters(Math.max(least, 1 + random.nextInt(most))));
    }

    private String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private long integer(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1_000);
        return least + random.nextLong(Math.min(most - least, 10_000) + 1);
    }

    /** The same with one thing changed, somewhere. */
    public JsonNode mutated(JsonNode value) {
        if (value instanceof ObjectNode object && !object.isEmpty() && chance(85)) {
            ObjectNode changed = object.deepCopy();
            String name = oneOf(List.copyOf(object.properties())).getKey();
            if (chance(25)) {
                changed.remove(name);
            } else {
                changed.set(name, mutated(object.get(name)));
            }
            return changed;
        }
        if (value instanceof ArrayNode array && !array.isEmpty() && chance(70)) {
            ArrayNode changed = array.deepCopy();
            int at = random.nextInt(array.size());
            return changed.set(at, mutated(array.get(at)));
        }
        return strange();
    }

    private JsonNode strange() {
        return oneOf(List.<JsonNode>of(
                NODES.nullNode(),
                NODES.booleanNode(true),
                NODES.numberNode(-1),
                NODES.numberNode(1.5),
                NODES.numberNode(Long.MAX_VALUE),
                NODES.textNode(""),
                NODES.textNode("\u0000\u0001"),
                NODES.textNode("ä".repeat(3_000)),
                NODES.textNode("\u202e<script>"),
                NODES.objectNode(),
                NODES.objectNode().put("__proto__", 1),
                NODES.arrayNode(),
                TextNode.valueOf("../../etc")));
    }

    public static String encode(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (java.io.IOException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
