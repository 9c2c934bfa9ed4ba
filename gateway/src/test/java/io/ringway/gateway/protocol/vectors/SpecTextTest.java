package io.ringway.gateway.protocol.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What the documents say in words is whole: within braces YAML ends a text that has no quotes at its first comma. */
class SpecTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"asyncapi", "openapi"})
    void no_sentence_is_cut_at_a_comma(String name) throws IOException {
        try (InputStream in = SpecTextTest.class.getResourceAsStream("/webroot/spec/" + name + ".yaml")) {
            List<String> torn = new ArrayList<>();
            collect(new Yaml().load(Objects.requireNonNull(in)), torn);
            assertEquals(List.of(), torn);
        }
    }

    /** What is behind the comma is a key without a value. */
    private static void collect(@Nullable Object node, List<String> torn) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value == null && key.toString().contains(" ")) {
                    torn.add(key.toString());
                }
                collect(value, torn);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, torn));
        }
    }
}
