package io.ringway.gateway.http.api.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One schema of the document. Any thread. */
public final class Schema {
    private static final String BASE = "app://ringway/";
    private static final String REF = "$ref";

    private final String type;
    private final JsonObject whole;
    private final Shape shape;
    private @Nullable Validator validator;

    Schema(JsonObject schema, JsonObject document) {
        this.whole = (JsonObject) inline(schema, document);
        this.type = whole.getValue("type") instanceof String one ? one : "";
        this.shape = Shape.of(whole);
    }

    boolean fits(@Nullable Object value) {
        return shape.fits(value);
    }

    /** What is wrong with a value of this name, JSON as maps and lists; empty where it fits. */
    public Optional<Misfit> misfit(String name, @Nullable Object value) {
        return fits(value) ? Optional.empty() : explain(name, value);
    }

    /**
     * As {@link #misfit}, by the validator, which has the last word; it is slow, and made when it is needed. Locks,
     * for microseconds: it is not made for two threads.
     */
    synchronized Optional<Misfit> explain(String name, @Nullable Object value) {
        Validator explaining = validator;
        if (explaining == null) {
            explaining = Validator.create(
                    // It writes into what it is made of.
                    JsonSchema.of(whole.copy()),
                    new JsonSchemaOptions()
                            .setBaseUri(BASE)
                            .setDraft(Draft.DRAFT202012)
                            .setOutputFormat(OutputFormat.Basic));
            validator = explaining;
        }
        OutputUnit outcome = explaining.validate(wrapped(value));
        List<OutputUnit> errors = outcome.getErrors();
        return Boolean.TRUE.equals(outcome.getValid()) || errors == null || errors.isEmpty()
                ? Optional.empty()
                : Explanation.of(whole, name, value).or(() -> Optional.of(unexplained(name)));
    }

    private static Misfit unexplained(String name) {
        return new Misfit(name, "", (name.isEmpty() ? "the body" : "`" + name + "`") + " does not fit the document");
    }

    private static @Nullable Object wrapped(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                JsonObject object = new JsonObject();
                map.forEach((name, member) -> object.put(String.valueOf(name), wrapped(member)));
                yield object;
            }
            case List<?> list -> {
                JsonArray array = new JsonArray();
                list.forEach(item -> array.add(wrapped(item)));
                yield array;
            }
            case null, default -> value;
        };
    }

    /** A parameter's text as what the schema wants it to be; as it is where it cannot be that. */
    Object read(String text) {
        if (type.equals("integer") && text.matches("-?[0-9]{1,15}")) {
            return Long.valueOf(text);
        }
        return type.equals("boolean") && text.matches("true|false") ? Boolean.valueOf(text) : text;
    }

    /** A schema with everything that it refers to in its place: none of the document's refers to itself. */
    static Object inline(Object part, JsonObject document) {
        return switch (part) {
            case JsonArray list -> {
                JsonArray whole = new JsonArray();
                list.forEach(item -> whole.add(inline(item, document)));
                yield whole;
            }
            case JsonObject object
            when object.getValue(REF) instanceof String target -> referred(object, target, document);
            case JsonObject object -> members(object, document);
            default -> part;
        };
    }

    private static JsonObject members(JsonObject object, JsonObject document) {
        JsonObject whole = new JsonObject();
        for (Map.Entry<String, Object> member : object) {
            Object value = member.getValue();
            whole.put(member.getKey(), value == null ? null : inline(value, document));
        }
        return whole;
    }

    private static Object referred(JsonObject object, String target, JsonObject document) {
        Object whole = inline(at(document, target), document);
        JsonObject beside = members(object, document);
        beside.remove(REF);
        beside.remove("description");
        return beside.isEmpty()
                ? whole
                : new JsonObject().put("allOf", new JsonArray().add(whole).add(beside));
    }

    /** What stands at {@code #/components/schemas/UserId}. */
    static JsonObject at(JsonObject document, String reference) {
        JsonObject found = document;
        for (String step : reference.substring(2).split("/", -1)) {
            found = found.getJsonObject(step);
        }
        return found;
    }
}
