package io.ringway.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI document, asked whether an answer is one that it promises. */
final class Contract {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JsonNode document;

    Contract(String resource) {
        try (InputStream yaml = Contract.class.getResourceAsStream(resource)) {
            document = MAPPER.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** Every operation, as {@code get /v1/groups}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.add(method + " " + path.getKey())));
        return operations;
    }

    JsonNode document() {
        return document;
    }

    private JsonNode operation(String operation) {
        String[] parts = operation.split(" ", 2);
        return document.get("paths").get(parts[1]).get(parts[0]);
    }

    boolean isForApiKeys(String operation) {
        return operation(operation).has("x-scope");
    }

    String scope(String operation) {
        return operation(operation).get("x-scope").asText();
    }

    JsonNode parameters(String operation) {
        return operation(operation).path("parameters");
    }

    /** The schema of what is to be sent; null where nothing is. */
    @Nullable
    JsonNode body(String operation) {
        JsonNode body = resolve(operation(operation).path("requestBody"));
        JsonNode schema = body.at("/content/application~1json/schema");
        return schema.isMissingNode() ? null : schema;
    }

    Set<String> errorCodes() {
        Set<String> codes = new TreeSet<>();
        document.at("/components/schemas/Error/properties/code/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    /** What is wrong with an answer; empty where it is as promised. */
    String check(String operation, int status, String body) {
        String[] parts = operation.split(" ", 2);
        JsonNode responses = document.get("paths").get(parts[1]).get(parts[0]).get("responses");
        JsonNode promised = resolve(
                responses.has(String.valueOf(status))
                        ? responses.get(String.valueOf(status))
                        : responses.get("default"));
        if (promised == null) {
            return "status " + status + " is not in the contract of " + operation;
        }
        JsonNode schema = promised.at("/content/application~1json/schema");
        return schema.isMissingNode() ? (body.isEmpty() ? "" : "a body nobody promised") : validate(schema, body);
    }

    private JsonNode resolve(JsonNode response) {
        return response != null && response.has("$ref")
                ? document.at(response.get("$ref").asText().substring(1))
                : response;
    }

    /** What is wrong with a text by a schema; empty where it fits. */
    String validate(JsonNode schema, String body) {
        ObjectNode whole = MAPPER.createObjectNode();
        whole.set("components", document.get("components"));
        whole.set("allOf", MAPPER.createArrayNode().add(schema));
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
        try {
            Set<?> problems = validator.validate(MAPPER.readTree(body));
            return problems.isEmpty() ? "" : problems + " in " + body;
        } catch (IOException notJson) {
            return "not JSON: " + body;
        }
    }
}
