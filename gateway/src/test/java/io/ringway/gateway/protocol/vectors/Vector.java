package io.ringway.gateway.protocol.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** One golden vector, as {@code webroot/spec/vectors/README.md} describes them. */
record Vector(String name, JsonNode node) {
    static List<Vector> of(String file) {
        try (InputStream in = Vector.class.getResourceAsStream("/webroot/spec/vectors/" + file)) {
            List<Vector> vectors = new ArrayList<>();
            for (JsonNode node : new ObjectMapper()
                    .readTree(Objects.requireNonNull(in, file))
                    .get("vectors")) {
                vectors.add(new Vector(node.get("name").asText(), node));
            }
            return vectors;
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    boolean isBinary() {
        return node.has("binary");
    }

    /** The name of the message in the AsyncAPI document. */
    String message() {
        return node.get("message").asText();
    }

    JsonNode means() {
        return node.get("means");
    }

    JsonNode error() {
        return node.get("error");
    }

    /** The payload of the frame. */
    byte[] frame() {
        if (node.has("text")) {
            return text(node.get("text")).getBytes(UTF_8);
        }
        if (node.has("text_hex")) {
            return hex(node.get("text_hex"));
        }
        JsonNode binary = node.get("binary");
        return binary.has("hex") ? hex(binary.get("hex")) : join(header(), hex(binary.get("content")));
    }

    /** The JSON of the frame: all of a text frame, the header of a binary one. */
    String json() {
        return isBinary() ? header() : text(node.get("text"));
    }

    private String header() {
        return text(node.get("binary").get("header"));
    }

    private static byte[] join(String header, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(header.getBytes(UTF_8));
        frame.write('\n');
        frame.writeBytes(content);
        return frame.toByteArray();
    }

    static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(text(node));
    }

    /** A string, or pieces of one. */
    static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : node) {
            text.append(
                    piece.isTextual()
                            ? piece.asText()
                            : piece.get(0).asText().repeat(piece.get(1).asInt()));
        }
        return text.toString();
    }
}
