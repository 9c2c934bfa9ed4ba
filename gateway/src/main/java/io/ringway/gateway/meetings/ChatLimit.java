package io.ringway.gateway.meetings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.json.Json;
import io.ringway.gateway.protocol.json.JsonException;
import java.io.IOException;

/**
 * How much text what is said in a meeting may have, by whomever: every text in it counts, however deep and whatever it is called,
 * so that no page gets around the limit by saying it otherwise. Numbers and the like count nothing. Any thread.
 */
public record ChatLimit(int chars) {
    /** The name of a field that is longer is a text, too. */
    private static final int NAME_CHARS = 64;

    /** Whether this may be said in a group of this name. */
    public boolean allows(String group, Content content) {
        // A text is never longer in characters than in bytes: most are seen to be short without a look into them.
        return content.bytes().size() <= chars
                || content.kind() != Content.Kind.JSON
                || !MeetingGroups.isMeeting(group)
                || counted(content.bytes().array()) <= chars;
    }

    /** Why it may not. */
    public String refusal() {
        return "a message in a meeting may have at most " + chars + " characters of text";
    }

    private static int counted(byte[] json) {
        try (JsonParser parser = Json.parser(json, 0, json.length)) {
            int sum = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                sum += counted(token, parser);
            }
            return sum;
        } catch (IOException | JsonException impossible) {
            // It was read before it came here.
            return 0;
        }
    }

    private static int counted(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
            case VALUE_STRING -> length(parser.getText());
            case FIELD_NAME -> parser.currentName().length() > NAME_CHARS ? length(parser.currentName()) : 0;
            default -> 0;
        };
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
