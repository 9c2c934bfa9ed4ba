package io.ringway.gateway.meetings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.json.Json;
import io.ringway.gateway.protocol.json.JsonException;
import java.io.IOException;
import java.util.Set;

/**
 * How long what is said in a meeting may be. A chat message is one that is a text, or has a text as {@code text} or {@code
 * message}; whatever else an app lets its pages say is bounded like every message. Any thread.
 */
public record ChatLimit(int chars) {
    private static final Set<String> FIELDS = Set.of("text", "message");

    /** Whether this may be said in a group of this name. */
    public boolean allows(String group, Content content) {
        // A text is never longer in characters than in bytes: most are seen to be short without a look into them.
        return content.bytes().size() <= chars
                || content.kind() != Content.Kind.JSON
                || !MeetingGroups.isMeeting(group)
                || longest(content.bytes().array()) <= chars;
    }

    private int longest(byte[] json) {
        try (JsonParser parser = Json.parser(json, 0, json.length)) {
            JsonToken first = parser.nextToken();
            return switch (first) {
                case VALUE_STRING -> length(parser);
                case START_OBJECT -> longestField(parser);
                default -> 0;
            };
        } catch (IOException | JsonException impossible) {
            // It was read before it came here.
            return 0;
        }
    }

    private int longestField(JsonParser parser) throws IOException {
        int longest = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isChat = FIELDS.contains(parser.currentName());
            if (parser.nextToken() == JsonToken.VALUE_STRING && isChat) {
                longest = Math.max(longest, length(parser));
            }
            parser.skipChildren();
        }
        return longest;
    }

    private static int length(JsonParser parser) throws IOException {
        String text = parser.getText();
        return text.codePointCount(0, text.length());
    }
}
