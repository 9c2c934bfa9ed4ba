package io.ringway.gateway.meetings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.json.Json;
import io.ringway.gateway.protocol.json.JsonException;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * How much text what is said in a meeting may have, by whomever: every text in it counts, however deep and whatever it is called, and
 * so do the names of fields beyond what a message needs of them, so that no page gets around the limit by saying it otherwise. Of what
 * is not JSON each byte counts. Numbers and the like count nothing. Any thread.
 */
public record ChatLimit(int chars) {
    /** So many characters all names together may have for nothing. */
    private static final int NAMES_CHARS = 64;

    /** Whether this may be said in a group of this name. */
    public boolean allows(String group, Content content) {
        return isShort(content) || !MeetingGroups.isMeeting(group) || isWithin(content);
    }

    /** Whether this may be said to somebody who is in some of these groups with whoever says it. */
    public boolean allows(Stream<String> shared, Content content) {
        return isShort(content) || isWithin(content) || shared.noneMatch(MeetingGroups::isMeeting);
    }

    /** A text is never longer in characters than in bytes: most are seen to be short without a look into them. */
    private boolean isShort(Content content) {
        return content.bytes().size() <= chars;
    }

    private boolean isWithin(Content content) {
        return content.kind() == Content.Kind.JSON && counted(content.bytes().array()) <= chars;
    }

    /** Why it may not. */
    public String refusal() {
        return "a message in a meeting may have at most " + chars + " characters of text";
    }

    private static int counted(byte[] json) {
        try (JsonParser parser = Json.parser(json, 0, json.length)) {
            int texts = 0;
            int names = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    texts += length(parser.getText());
                } else if (token == JsonToken.FIELD_NAME) {
                    names += length(parser.currentName());
                }
            }
            return texts + Math.max(0, names - NAMES_CHARS);
        } catch (IOException | JsonException impossible) {
            // It was read before it came here.
            return 0;
        }
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
