package io.ringway.gateway.protocol.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/** The AsyncAPI document says what the code does, and all of it. */
class AsyncApiTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode DOCUMENT = document();
    private static final JsonNode MESSAGES = DOCUMENT.at("/components/messages");

    private static JsonNode document() {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/webroot/spec/asyncapi.yaml")) {
            Object yaml = new Yaml().load(Objects.requireNonNull(in));
            return MAPPER.valueToTree(yaml);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_vector_fits_the_schema_of_its_message() {
        return Stream.of("requests.json", "events.json")
                .flatMap(file -> Vector.of(file).stream())
                .map(vector -> DynamicTest.dynamicTest(
                        vector.message() + ": " + vector.name(),
                        () -> assertEquals(Set.of(), validate(vector.message(), MAPPER.readTree(vector.json())))));
    }

    /** A frame from the server has no member that the document does not know. */
    @TestFactory
    Stream<DynamicTest> an_event_with_one_member_more_does_not_fit() {
        return Vector.of("events.json").stream()
                .map(vector -> DynamicTest.dynamicTest(vector.message() + ": " + vector.name(), () -> {
                    ObjectNode frame = (ObjectNode) MAPPER.readTree(vector.json());
                    frame.put("surprise", 1);
                    assertFalse(validate(vector.message(), frame).isEmpty());
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_example_fits_its_schema() {
        return names(MESSAGES)
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    JsonNode message = MESSAGES.get(name);
                    JsonNode examples =
                            message.has("examples") ? message.get("examples") : message.get("x-header-examples");
                    assertFalse(examples.isEmpty());
                    for (JsonNode example : examples) {
                        JsonNode frame = example.has("payload") ? example.get("payload") : example;
                        assertEquals(Set.of(), validate(name, frame));
                    }
                }));
    }

    @Test
    void every_message_has_a_vector_and_a_place_in_the_channel() {
        Set<String> vectors = Stream.of("requests.json", "events.json")
                .flatMap(file -> Vector.of(file).stream())
                .map(Vector::message)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> messages = names(MESSAGES).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(messages, vectors);
        assertEquals(messages, names(DOCUMENT.at("/channels/realtime/messages")).collect(Collectors.toSet()));
    }

    @Test
    void every_reference_leads_somewhere() {
        for (String reference : DOCUMENT.findValuesAsText("$ref")) {
            assertTrue(reference.startsWith("#/"), reference);
            assertFalse(DOCUMENT.at(reference.substring(1)).isMissingNode(), reference);
        }
    }

    @Test
    void every_command_is_declared() {
        Set<String> declared = declared("x-commands");
        assertEquals(Families.OTHER_COMMANDS, texts(DOCUMENT.at("/x-other-dialects/commands")));
        declared.addAll(Families.OTHER_COMMANDS);
        assertEquals(Families.names(Command.class), declared);
    }

    @Test
    void every_event_is_declared() {
        Set<String> declared = declared("x-events");
        assertEquals(Families.OTHER_EVENTS, texts(DOCUMENT.at("/x-other-dialects/events")));
        declared.addAll(Families.OTHER_EVENTS);
        assertEquals(Families.names(Event.class), declared);
    }

    @Test
    void every_code_is_declared() {
        assertEquals(
                codes(ErrorCode.values(), ErrorCode::code), texts(DOCUMENT.at("/components/schemas/ErrorCode/enum")));
        assertEquals(
                codes(CloseReason.values(), CloseReason::code),
                texts(DOCUMENT.at("/components/schemas/CloseReason/enum")));
        assertEquals(
                codes(CloseCode.values(), CloseCode::reason),
                closeCodes().map(row -> row.get("name").asText()).collect(Collectors.toSet()));
        for (CloseCode code : CloseCode.values()) {
            assertTrue(closeCodes()
                    .anyMatch(row -> row.get("name").asText().equals(code.reason())
                            && row.get("code").intValue() == code.code()));
        }
    }

    @Test
    void the_range_of_a_close_code_says_what_the_client_does() {
        closeCodes().filter(row -> row.get("code").intValue() >= 4000).forEach(row -> {
            int hundreds = row.get("code").intValue() / 100;
            String expected = hundreds == 42 ? "reconnect_now" : hundreds == 43 ? "reconnect_later" : "stop";
            assertEquals(expected, row.get("client").asText());
        });
    }

    private static Stream<JsonNode> closeCodes() {
        return StreamSupport.stream(DOCUMENT.get("x-close-codes").spliterator(), false);
    }

    private interface Code<T> {
        String of(T value);
    }

    private static <T> Set<String> codes(T[] values, Code<T> code) {
        return Arrays.stream(values).map(code::of).collect(Collectors.toSet());
    }

    private static Set<String> declared(String marker) {
        Set<String> declared = new TreeSet<>();
        for (JsonNode message : MESSAGES) {
            declared.addAll(message.has(marker) ? texts(message.get(marker)) : Set.of());
        }
        return declared;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }

    /** What speaks against a frame, or the header of a binary one, being this message. */
    private static Set<String> validate(String message, JsonNode frame) {
        String part = MESSAGES.get(message).has("x-header") ? "x-header" : "payload";
        ObjectNode schema = MAPPER.createObjectNode();
        schema.set("components", DOCUMENT.get("components"));
        schema.set(
                "allOf",
                MAPPER.createArrayNode()
                        .add(MAPPER.createObjectNode().put("$ref", "#/components/messages/" + message + "/" + part)));
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        return List.copyOf(validator.validate(frame)).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }
}
