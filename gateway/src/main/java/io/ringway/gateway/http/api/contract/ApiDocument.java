package io.ringway.gateway.http.api.contract;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document that this program was packed with. Read once; immutable; any thread. */
public final class ApiDocument {
    private static final String RESOURCE = "/webroot/spec/openapi.yaml";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonObject document;
    private final Buffer json;
    private final List<Described> operations = new ArrayList<>();

    private ApiDocument(JsonObject document) {
        this.document = document;
        this.json = document.toBuffer();
        document.getJsonObject("paths").forEach(path -> describe(path.getKey(), (JsonObject) path.getValue()));
    }

    /** The one there is; whoever asks first waits for its being read, some hundred milliseconds. */
    public static ApiDocument packed() {
        return Packed.DOCUMENT;
    }

    private static final class Packed {
        static final ApiDocument DOCUMENT = read();
    }

    private static ApiDocument read() {
        try (InputStream yaml = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (yaml == null) {
                throw new IllegalStateException("this program was packed without " + RESOURCE);
            }
            Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            // Through text, so that nothing but JSON is left of what YAML can say.
            return new ApiDocument(new JsonObject(new JsonObject(tree).toBuffer()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public List<Described> operations() {
        return List.copyOf(operations);
    }

    /** The document as JSON, which browsers can read. */
    public Buffer json() {
        return json.copy();
    }

    private void describe(String path, JsonObject item) {
        for (Map.Entry<String, Object> entry : item) {
            if (METHODS.contains(entry.getKey())) {
                operations.add(describe(path, entry.getKey(), (JsonObject) entry.getValue()));
            }
        }
    }

    private Described describe(String path, String method, JsonObject operation) {
        return new Described(
                operation.getString("operationId"),
                HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                path,
                security(operation),
                operation.getString("x-scope", ""),
                operation.getBoolean("x-secret-answer", false),
                operation.getBoolean("x-repeatable", false),
                parameters(operation),
                body(operation),
                isBodyRequired(operation));
    }

    private String security(JsonObject operation) {
        JsonArray schemes = operation.getJsonArray("security", document.getJsonArray("security"));
        return schemes.isEmpty()
                ? ""
                : schemes.getJsonObject(0).fieldNames().iterator().next();
    }

    private List<Described.Parameter> parameters(JsonObject operation) {
        List<Described.Parameter> parameters = new ArrayList<>();
        for (Object each : operation.getJsonArray("parameters", new JsonArray())) {
            JsonObject parameter = resolved((JsonObject) each);
            parameters.add(new Described.Parameter(
                    parameter.getString("name"),
                    Described.Place.valueOf(parameter.getString("in").toUpperCase(Locale.ROOT)),
                    parameter.getBoolean("required", false),
                    new Schema(parameter.getJsonObject("schema"), document)));
        }
        return parameters;
    }

    private @Nullable Schema body(JsonObject operation) {
        JsonObject body = operation.getJsonObject("requestBody");
        if (body == null) {
            return null;
        }
        JsonObject json = resolved(body).getJsonObject("content").getJsonObject("application/json");
        return new Schema(json.getJsonObject("schema"), document);
    }

    private boolean isBodyRequired(JsonObject operation) {
        JsonObject body = operation.getJsonObject("requestBody");
        return body != null && resolved(body).getBoolean("required", false);
    }

    private JsonObject resolved(JsonObject part) {
        return part.getValue("$ref") instanceof String target ? Schema.at(document, target) : part;
    }
}
