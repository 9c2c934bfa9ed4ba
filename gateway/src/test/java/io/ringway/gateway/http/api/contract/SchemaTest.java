package io.ringway.gateway.http.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringway.gateway.http.api.Samples;
import io.ringway.gateway.protocol.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final long SEED = 20_261_126;
    private static final int VALUES = 400;

    @Test
    void whatIsTakenWithoutTheValidatorIsWhatTheValidatorTakes() throws Exception {
        JsonNode document =
                new ObjectMapper().readTree(ApiDocument.packed().json().getBytes());
        Samples samples = new Samples(document, SEED);
        int fitting = 0;
        int refused = 0;
        for (Described described : ApiDocument.packed().operations()) {
            Schema body = described.body();
            if (body == null) {
                continue;
            }
            JsonNode written = document.at("/paths")
                    .get(described.path())
                    .get(described.method().name().toLowerCase(java.util.Locale.ROOT))
                    .get("requestBody");
            JsonNode schema = samples.resolve(written).at("/content/application~1json/schema");
            for (int i = 0; i < VALUES; i++) {
                JsonNode valid = samples.valid(schema);
                String json = Samples.encode(i % 2 == 0 ? valid : samples.mutated(valid));
                boolean isTaken = body.explain("", tree(json)).isEmpty();
                assertEquals(isTaken, body.fits(tree(json)), () -> described.id() + ": " + json);
                fitting += isTaken ? 1 : 0;
                refused += isTaken ? 0 : 1;
            }
        }
        assertTrue(fitting > 1_000 && refused > 500, fitting + " and " + refused);
    }

    @Test
    void numbersAndTextsAreMeasuredAsTheValidatorDoes() throws Exception {
        Schema schema = new Schema(
                new JsonObject(
                        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9},"
                                + "\"t\":{\"type\":[\"string\",\"null\"],\"maxLength\":2},\"o\":{\"oneOf\":[{\"type\":\"integer\"},"
                                + "{\"type\":\"number\"}]}},\"additionalProperties\":false}"),
                new JsonObject());
        for (String json : List.of(
                "{\"n\":1.0}",
                "{\"n\":1.5}",
                "{\"n\":10}",
                "{\"n\":123456789012345678901234567890}",
                "{\"n\":\"1\"}",
                "{\"t\":\"\\ud83d\\ude00\\ud83d\\ude00\"}",
                "{\"t\":\"abc\"}",
                "{\"t\":null}",
                "{\"o\":1}",
                "{\"o\":1.5}",
                "{\"x\":1}",
                "[]",
                "null")) {
            assertEquals(schema.explain("", tree(json)).isEmpty(), schema.fits(tree(json)), json);
        }
    }

    @Test
    void everyParameterHasASchemaThatCanBeChecked() {
        for (Described described : ApiDocument.packed().operations()) {
            for (Described.Parameter parameter : described.parameters()) {
                assertEquals(
                        parameter.schema().explain("", "x").isEmpty(),
                        parameter.schema().fits("x"),
                        () -> described.id() + " " + parameter.name());
            }
        }
    }

    @Test
    void aKeywordThatNothingChecksIsNoSchemaOfThisDocument() {
        JsonObject unknown = new JsonObject().put("propertyNames", new JsonObject());
        assertThrows(IllegalStateException.class, () -> new Schema(unknown, new JsonObject()));
    }

    private static @Nullable Object tree(String json) throws Exception {
        return Json.tree(json.getBytes(StandardCharsets.UTF_8));
    }
}
