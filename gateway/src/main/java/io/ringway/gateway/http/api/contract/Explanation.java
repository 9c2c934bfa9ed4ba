package io.ringway.gateway.http.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Words for why a value does not fit a schema that refers to no other: of all that is wrong with it the innermost, and what would
 * be allowed there instead. Of several alternatives it tells of the one that was meant. Pure.
 *
 * @param field what the value is called from without; empty for a whole body
 */
record Explanation(
        JsonObject schema, String field, @Nullable Object value) {
    /** What is asked first is told first: of something of another type nothing else is worth telling. */
    private static final List<String> KEYWORDS = List.of(
            "type",
            "enum",
            "const",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "additionalProperties",
            "required",
            "minProperties",
            "maxProperties",
            "minItems",
            "maxItems",
            "properties",
            "items",
            "allOf",
            "if",
            "oneOf");

    private static final Map<String, String> TYPES = Map.of(
            "object", "an object",
            "array", "a list",
            "string", "a text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "null", "null");

    static Optional<Misfit> of(JsonObject schema, String field, @Nullable Object value) {
        return new Explanation(schema, field, value).first();
    }

    private Optional<Misfit> first() {
        return KEYWORDS.stream()
                .filter(schema::containsKey)
                .map(this::misfit)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Misfit> misfit(String keyword) {
        return switch (keyword) {
            case "additionalProperties" -> additional();
            case "required" -> missing();
            case "properties" -> properties();
            case "items" -> items(schema.getJsonObject(keyword));
            case "allOf" -> first(parts(keyword).map(part -> of(part, field, value)));
            case "if" -> conditional();
            case "oneOf" -> oneOf(parts(keyword).toList());
            default -> fits(keyword) ? Optional.empty() : Optional.of(told(keyword, words(keyword)));
        };
    }

    private static Optional<Misfit> first(Stream<Optional<Misfit>> several) {
        return several.flatMap(Optional::stream).findFirst();
    }

    private boolean fits(String keyword) {
        return Shape.of(new JsonObject().put(keyword, schema.getValue(keyword))).fits(value);
    }

    private Misfit told(String keyword, String words) {
        String subject = field.isEmpty() ? "the body" : "`" + field + "`";
        return new Misfit(field, keyword, subject + " " + words);
    }

    private String words(String keyword) {
        Object said = schema.getValue(keyword);
        return switch (keyword) {
            case "type" -> "must be " + types(Stream.of(schema));
            case "enum" -> "must be one of " + listed(((JsonArray) said).stream());
            case "const" -> "must be " + said;
            case "minLength" -> "must have at least " + counted(said, "character");
            case "maxLength" -> "may have at most " + counted(said, "character");
            case "pattern" -> "must be as " + said;
            case "minimum" -> "must be at least " + said;
            case "maximum" -> "may be at most " + said;
            case "minItems" -> "must have at least " + counted(said, "item");
            case "maxItems" -> "may have at most " + counted(said, "item");
            case "minProperties" -> "must have at least " + said + " of " + known();
            case "maxProperties" -> "may have at most " + said + " of " + known();
            default -> "does not fit the document";
        };
    }

    private static String counted(Object number, String what) {
        return number + " " + what + (number.equals(1) ? "" : "s");
    }

    private static String listed(Stream<?> names) {
        return String.join(", ", names.map(String::valueOf).toList());
    }

    private static String types(Stream<JsonObject> schemas) {
        return String.join(
                " or ",
                schemas.flatMap(schema -> named(schema.getValue("type")))
                        .map(name -> TYPES.getOrDefault(name, name))
                        .distinct()
                        .toList());
    }

    private static Stream<String> named(@Nullable Object type) {
        return type == null
                ? Stream.empty()
                : (type instanceof JsonArray several ? several.stream() : Stream.of(type)).map(String::valueOf);
    }

    /** The fields that there are. */
    private String known() {
        JsonObject properties = schema.getJsonObject("properties");
        return properties == null ? "its fields" : listed(properties.fieldNames().stream());
    }

    private Stream<JsonObject> parts(String keyword) {
        return schema.getJsonArray(keyword).stream().map(JsonObject.class::cast);
    }

    private Map<?, ?> members() {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private String within(Object name) {
        return field.isEmpty() ? String.valueOf(name) : field + "." + name;
    }

    /** A field that nobody knows is told of as of what it is in: it is itself of no kind. */
    private Optional<Misfit> additional() {
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        Stream<? extends Map.Entry<?, ?>> others = members().entrySet().stream()
                .filter(member -> !properties.containsKey(String.valueOf(member.getKey())));
        if (schema.getValue("additionalProperties") instanceof JsonObject rest) {
            return first(others.map(member -> of(rest, within(member.getKey()), member.getValue())));
        }
        return schema.getBoolean("additionalProperties")
                ? Optional.empty()
                : others.map(member -> new Misfit(
                                field, "additionalProperties", "`" + within(member.getKey()) + "` is not known here"))
                        .findFirst();
    }

    private Optional<Misfit> missing() {
        return value instanceof Map<?, ?> map
                ? schema.getJsonArray("required").stream()
                        .filter(name -> !map.containsKey(name))
                        .map(name -> new Misfit(field, "required", "`" + within(name) + "` is missing"))
                        .findFirst()
                : Optional.empty();
    }

    private Optional<Misfit> properties() {
        JsonObject schemas = schema.getJsonObject("properties");
        return first(members().entrySet().stream()
                .filter(member -> schemas.containsKey(String.valueOf(member.getKey())))
                .map(member -> of(
                        schemas.getJsonObject(String.valueOf(member.getKey())),
                        within(member.getKey()),
                        member.getValue())));
    }

    private Optional<Misfit> items(JsonObject item) {
        return value instanceof List<?> list
                ? first(IntStream.range(0, list.size()).mapToObj(i -> of(item, within(i), list.get(i))))
                : Optional.empty();
    }

    private Optional<Misfit> conditional() {
        String branch = Shape.of(schema.getJsonObject("if")).fits(value) ? "then" : "else";
        return of(schema.getJsonObject(branch, new JsonObject()), field, value);
    }

    private Optional<Misfit> oneOf(List<JsonObject> branches) {
        long fitting =
                branches.stream().filter(branch -> Shape.of(branch).fits(value)).count();
        if (fitting == 1) {
            return Optional.empty();
        }
        List<JsonObject> likely = branches.stream().filter(this::isOfType).toList();
        if (likely.isEmpty()) {
            return Optional.of(told("type", "must be " + types(branches.stream())));
        }
        return fitting > 1 || likely.stream().allMatch(Explanation::isChoice)
                ? Optional.of(new Misfit(field, "oneOf", "exactly one of " + choices(likely) + " is needed"))
                : likely.stream()
                        .max(Comparator.comparingInt(this::likeness))
                        .flatMap(meant -> of(meant, field, value));
    }

    private boolean isOfType(JsonObject branch) {
        return !branch.containsKey("type")
                || Shape.of(new JsonObject().put("type", branch.getValue("type")))
                        .fits(value);
    }

    /** Whether a branch says which field is to be there, and of none what it is to be. */
    private static boolean isChoice(JsonObject branch) {
        return branch.containsKey("required") && !branch.containsKey("properties");
    }

    private static String choices(List<JsonObject> branches) {
        List<String> names = new ArrayList<>();
        branches.forEach(branch ->
                branch.getJsonArray("required", new JsonArray()).forEach(name -> names.add("`" + name + "`")));
        return String.join(", ", names);
    }

    /** How many of the fields a branch knows, and, of two that know as many, which misses fewer. */
    private int likeness(JsonObject branch) {
        JsonObject properties = branch.getJsonObject("properties", new JsonObject());
        int known = (int) members().keySet().stream()
                .filter(name -> properties.containsKey(String.valueOf(name)))
                .count();
        int missing = (int) branch.getJsonArray("required", new JsonArray()).stream()
                .filter(name -> !members().containsKey(name))
                .count();
        return known == 0 ? 0 : 100 * known - missing;
    }
}
