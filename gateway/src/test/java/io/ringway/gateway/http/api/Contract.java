package io.ringway.gateway.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI document, asked whether an answer is one that it promises. */
final class Contract {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final List<String> RATE =
            List.of("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset");

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

    boolean takes(String operation, String header) {
        for (JsonNode parameter : parameters(operation)) {
            if (header.equals(resolve(parameter).path("name").asText())) {
                return true;
            }
        }
        return false;
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

    /** Whether what is to be sent has to be there. */
    boolean isBodyRequired(String operation) {
        return resolve(operation(operation).path("requestBody"))
                .path("required")
                .asBoolean();
    }

    /** Every status of every operation, as {@code get /v1/groups 200}. */
    Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        for (String operation : operations()) {
            operation(operation)
                    .get("responses")
                    .fieldNames()
                    .forEachRemaining(status -> answers.add(operation + " " + status));
        }
        return answers;
    }

    /** Every code of every error, as {@code 404 not_found}. */
    Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        for (String operation : operations()) {
            operation(operation)
                    .get("responses")
                    .properties()
                    .forEach(response -> resolve(response.getValue())
                            .findValues("enum")
                            .forEach(each -> each.forEach(code -> codes.add(response.getKey() + " " + code.asText()))));
        }
        codes.removeIf(code -> code.compareTo("400") < 0);
        return codes;
    }

    Set<String> errorCodes() {
        Set<String> codes = new TreeSet<>();
        document.at("/components/schemas/Error/properties/code/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    /** As {@link #check(String, int, String)}, and with its headers: those that are promised, but for those that need not be there, and of how much is left no others. */
    String check(String operation, HttpResponse<String> response) {
        String problem = check(operation, response.statusCode(), response.body());
        JsonNode promised = resolve(operation(operation).at("/responses/" + response.statusCode()));
        if (!problem.isEmpty() || promised == null) {
            return problem;
        }
        for (Map.Entry<String, JsonNode> header : promised.path("headers").properties()) {
            String value = response.headers().firstValue(header.getKey()).orElse("");
            JsonNode described = resolve(header.getValue());
            if (value.isEmpty() && !described.path("required").asBoolean(true)) {
                continue;
            }
            problem = validate(described.get("schema"), value.isEmpty() ? "null" : value);
            if (!problem.isEmpty()) {
                return "header " + header.getKey() + ": " + problem;
            }
        }
        boolean isOfRate = response.statusCode() < 300 || response.statusCode() == 429;
        return RATE.stream()
                .filter(name -> response.headers().firstValue(name).isPresent())
                .filter(name -> isOfRate || name.equals("Retry-After"))
                .filter(name -> !promised.path("headers").has(name))
                .map(name -> "header " + name + " is not promised")
                .findFirst()
                .orElse("");
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
        boolean isBare = promised.path("content").isEmpty();
        return schema.isMissingNode()
                ? (body.isEmpty() == isBare ? "" : "a body nobody promised")
                : validate(schema, body) + undeclared(schema, body);
    }

    private String undeclared(JsonNode schema, String body) {
        try {
            Set<String> fields = new Undeclared(document).in(schema, MAPPER.readTree(body));
            return fields.isEmpty() ? "" : "nobody promised " + fields;
        } catch (IOException notJson) {
            return "";
        }
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
