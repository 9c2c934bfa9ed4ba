package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringway.gateway.http.api.contract.ApiDocument;
import io.ringway.gateway.http.api.contract.Described;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tokens are for who asked for them: a stream, which keeps its replies, refuses every call that is answered with one. */
class SecretAnswersTest {
    private static final Contract CONTRACT = ApiClient.CONTRACT;

    @Test
    void tokensOfParticipantsAreNotKeptInTheStreamOfReplies() {
        Set<String> withToken = new TreeSet<>();
        Set<String> secret = new TreeSet<>();
        for (Described described : ApiDocument.packed().operations()) {
            if (described.isSecret()) {
                secret.add(described.id());
            }
            JsonNode operation = CONTRACT.document()
                    .get("paths")
                    .get(described.path())
                    .get(described.method().name().toLowerCase(Locale.ROOT));
            if (operation.has("x-scope") && hasToken(operation.get("responses"), new HashSet<>())) {
                withToken.add(described.id());
            }
        }
        assertTrue(withToken.contains("mintToken"), withToken.toString());
        assertEquals(withToken, secret);
    }

    /** Whether a property of an answer is named {@code token}, however deep. */
    private static boolean hasToken(JsonNode part, Set<String> seen) {
        if (part.path("properties").has("token")) {
            return true;
        }
        JsonNode target = part.path("$ref");
        if (target.isTextual() && seen.add(target.asText())) {
            return hasToken(CONTRACT.document().at(target.asText().substring(1)), seen);
        }
        for (JsonNode each : part) {
            if (hasToken(each, seen)) {
                return true;
            }
        }
        return false;
    }
}
