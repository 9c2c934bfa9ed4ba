package io.ringway.gateway.http.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schema as a chain of checks that only say yes or no, for the many values that fit: what does not fit is for the validator to
 * explain. Knows the keywords that the document uses, and is not made of a schema with another. Immutable; any thread.
 */
@FunctionalInterface
interface Shape {
    Set<String> ANNOTATIONS = Set.of("description", "default", "example", "examples", "title", "then", "else");

    /** Takes JSON as maps, lists, texts, numbers, truth values and null. */
    boolean fits(@Nullable Object value);

    /** Of a schema that refers to no other. */
    static Shape of(JsonObject schema) {
        List<Shape> checks = new ArrayList<>();
        for (String keyword : schema.fieldNames()) {
            if (!ANNOTATIONS.contains(keyword)) {
                checks.add(check(keyword, schema));
            }
        }
        return all(checks);
    }

    private static Shape all(List<Shape> checks) {
        Shape[] each = checks.toArray(Shape[]::new);
        return value -> {
            for (Shape check : each) {
                if (!check.fits(value)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Shape check(String keyword, JsonObject schema) {
        return switch (keyword) {
            case "type" -> types(schema.getValue(keyword));
            case "enum" -> texts(schema.getJsonArray(keyword));
            case "const" -> constant(schema.getValue(keyword));
            case "minLength" -> text(least(schema.getInteger(keyword)));
            case "maxLength" -> text(most(schema.getInteger(keyword)));
            case "pattern" -> text(Pattern.compile(schema.getString(keyword)).asPredicate());
            case "minimum" -> number(schema.getLong(keyword), 1);
            case "maximum" -> number(schema.getLong(keyword), -1);
            case "required" -> required(schema.getJsonArray(keyword));
            case "properties" -> properties(schema.getJsonObject(keyword));
            case "additionalProperties" -> additional(schema);
            case "minProperties" -> object(map -> map.size() >= schema.getInteger(keyword));
            case "maxProperties" -> object(map -> map.size() <= schema.getInteger(keyword));
            case "items" -> items(of(schema.getJsonObject(keyword)));
            case "minItems" -> list(list -> list.size() >= schema.getInteger(keyword));
            case "maxItems" -> list(list -> list.size() <= schema.getInteger(keyword));
            case "oneOf" -> oneOf(several(schema.getJsonArray(keyword)));
            case "allOf" -> all(several(schema.getJsonArray(keyword)));
            case "if" -> conditional(schema);
            default -> throw new IllegalStateException("the document has a keyword that nothing checks: " + keyword);
        };
    }

    private static List<Shape> several(JsonArray schemas) {
        return schemas.stream().map(schema -> of((JsonObject) schema)).toList();
    }

    private static Shape types(Object names) {
        List<Shape> types = new ArrayList<>();
        for (Object name : names instanceof JsonArray list ? list : JsonArray.of(names)) {
            types.add(type(String.valueOf(name)));
        }
        return types.size() == 1 ? types.getFirst() : value -> types.stream().anyMatch(type -> type.fits(value));
    }

    private static Shape type(String name) {
        return switch (name) {
            case "object" -> value -> value instanceof Map<?, ?>;
            case "array" -> value -> value instanceof List<?>;
            case "string" -> value -> value instanceof String;
            case "integer" -> Shape::isWhole;
            case "number" -> value -> value instanceof Number;
            case "boolean" -> value -> value instanceof Boolean;
            case "null" -> value -> value == null;
            default -> throw new IllegalStateException("the document has a type that nothing checks: " + name);
        };
    }

    /** However it is written: 1.0 is one. */
    private static boolean isWhole(@Nullable Object value) {
        return switch (value) {
            case Integer whole -> true;
            case Long whole -> true;
            case BigInteger whole -> true;
            case Double number -> Double.isFinite(number) && number == Math.rint(number);
            case null, default -> false;
        };
    }

    private static Shape constant(Object allowed) {
        return allowed instanceof Boolean truth ? truth::equals : texts(JsonArray.of(allowed));
    }

    private static Shape texts(JsonArray allowed) {
        if (!allowed.stream().allMatch(String.class::isInstance)) {
            throw new IllegalStateException("the document has a constant that is no text");
        }
        Set<Object> texts = allowed.stream().collect(Collectors.toUnmodifiableSet());
        return value -> value instanceof String && texts.contains(value);
    }

    private static Predicate<String> least(int chars) {
        return text -> text.length() >= chars && text.codePointCount(0, text.length()) >= chars;
    }

    private static Predicate<String> most(int chars) {
        return text -> text.length() <= chars || text.codePointCount(0, text.length()) <= chars;
    }

    private static Shape text(Predicate<String> check) {
        return value -> !(value instanceof String text) || check.test(text);
    }

    /** @param beyond which side of the bound is allowed, beside itself: 1 above, -1 below */
    private static Shape number(long bound, int beyond) {
        return value -> switch (value) {
            case Integer number -> Long.compare(number, bound) * beyond >= 0;
            case Long number -> Long.compare(number, bound) * beyond >= 0;
            case Number number -> Double.compare(number.doubleValue(), (double) bound) * beyond >= 0;
            case null, default -> true;
        };
    }

    private static Shape object(Predicate<Map<?, ?>> check) {
        return value -> !(value instanceof Map<?, ?> map) || check.test(map);
    }

    private static Shape list(Predicate<List<?>> check) {
        return value -> !(value instanceof List<?> list) || check.test(list);
    }

    private static Shape required(JsonArray names) {
        Set<Object> required = names.stream().collect(Collectors.toUnmodifiableSet());
        return object(map -> containsAll(map, required));
    }

    private static boolean containsAll(Map<?, ?> map, Collection<?> names) {
        for (Object name : names) {
            if (!map.containsKey(name)) {
                return false;
            }
        }
        return true;
    }

    private static Shape properties(JsonObject schemas) {
        Map<Object, Shape> shapes = new HashMap<>();
        schemas.forEach(property -> shapes.put(property.getKey(), of((JsonObject) property.getValue())));
        return object(map -> {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                Shape shape = shapes.get(member.getKey());
                if (shape != null && !shape.fits(member.getValue())) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Shape additional(JsonObject schema) {
        Set<String> known = schema.getJsonObject("properties", new JsonObject()).fieldNames();
        Shape others = schema.getValue("additionalProperties") instanceof JsonObject rest
                ? of(rest)
                : value -> schema.getBoolean("additionalProperties");
        return object(map -> {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                if (!known.contains(String.valueOf(member.getKey())) && !others.fits(member.getValue())) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Shape items(Shape item) {
        return list(list -> {
            for (Object one : list) {
                if (!item.fits(one)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static Shape oneOf(List<Shape> shapes) {
        return value -> {
            int fitting = 0;
            for (Shape shape : shapes) {
                fitting += shape.fits(value) ? 1 : 0;
            }
            return fitting == 1;
        };
    }

    private static Shape conditional(JsonObject schema) {
        Shape condition = of(schema.getJsonObject("if"));
        Shape then = of(schema.getJsonObject("then", new JsonObject()));
        Shape otherwise = of(schema.getJsonObject("else", new JsonObject()));
        return value -> condition.fits(value) ? then.fits(value) : otherwise.fits(value);
    }
}
