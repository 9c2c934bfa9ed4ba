package io.ringway.gateway.http.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringway.gateway.http.api.Samples;
import io.ringway.gateway.protocol.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals say what is allowed. */
class ExplanationTest {
    private static final JsonNode DOCUMENT = new ObjectMapper()
            .valueToTree(ApiDocument.packed().json().toJsonObject().getMap());

    private static Schema body(String operation) {
        return ApiDocument.packed().operations().stream()
                .filter(described -> described.id().equals(operation))
                .map(Described::body)
                .map(Optional::ofNullable)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Misfit> misfit(Schema schema, String json) throws Exception {
        return schema.misfit("", Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** Operation, body, keyword, message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "mintToken | [] | type | the body must be an object",
                "mintToken | {'user_id':'a','ttl_s':'1'} | type | `ttl_s` must be a whole number",
                "mintToken | {'user_id':'a','ttl_s':86401} | maximum | `ttl_s` may be at most 86400",
                "mintToken | {'user_id':'a','ttl_s':0} | minimum | `ttl_s` must be at least 1",
                "mintToken | {'user_id':''} | minLength | `user_id` must have at least 1 character",
                "mintToken | {'user_id':'a','groupz':['lobby']} | additionalProperties | `groupz` is not known here",
                "mintToken | {'user_id':'a','grants':{'groups':{'g':['join']},'relayOnly':true}} | additionalProperties | `grants.relayOnly` is not known here",
                "mintToken | {'user_id':'a','grants':{'relay_only':1}} | type | `grants.relay_only` must be true or false",
                "mintToken | {'user_id':'a','groups':7} | type | `groups` must be an object or a list",
                "mintToken | {'user_id':'a','groups':{'g':['join',1]}} | type | `groups.g.1` must be a text",
                "mintToken | {'user_id':'a','actions':['fly']} | enum | `actions.0` must be one of send, call, list, push_all, *",
                "mintToken | {} | required | `user_id` is missing",
                "queryUsers | {'user_ids':[]} | minItems | `user_ids` must have at least 1 item",
                "revokeTokens | {} | minProperties | the body must have at least 1 of user_id, jti, token, expires_at",
                "revokeTokens | {'expires_at':1} | oneOf | exactly one of `user_id`, `jti`, `token` is needed",
                "revokeTokens | {'user_id':'a','jti':'b'} | oneOf | exactly one of `user_id`, `jti`, `token` is needed",
                "sendMessage | {'content':1,'to':1} | type | `to` must be an object or a list",
                "sendMessage | {'content':1,'to':{}} | minProperties | `to` must have at least 1 of group, user_id, cid",
                "sendMessage | {'content':1,'to':{'group':'g','user_id':'u'}} | maxProperties | `to` may have at most 1 of group, user_id, cid",
                "sendMessage | {'content':1,'to':[{'group':'g'},{'grp':'g'}]} | additionalProperties | `to.1.grp` is not known here",
                "postPresence | {'group':'g','user_id':'a','event':'status'} | required | `state` is missing",
                "postPresence | {'group':'g','user_id':'a','event':'joint'} | enum | `event` must be one of joined, updated, left, heartbeat, away, back, status",
                "postPresence | {'group':'g','user_id':'a','event':'status','state':'X'} | pattern | `state` must be as ^[a-z][a-z0-9_]{0,31}$",
                "postPresence | {'events':[{'group':'g','user_id':'a'}]} | required | `events.0.event` is missing",
                "postPresence | {'group':'g','user_id':'a','event':'left','x':1} | additionalProperties | `x` is not known here",
                "postPresence | {'group':'g','user_id':'a','event':'updated'} | required | `meta` is missing",
                "postPresence | {'group':'g','user_id':'a','event':'left','meta':1} | additionalProperties | `meta` is not known here",
                "postPresence | {'group':'g','user_id':'a','event':'heartbeat','state':'on_the_phone'} | additionalProperties | `state` is not known here",
                "postPresence | {'group':'g','user_id':'a','event':'joined','cid':'x'} | additionalProperties | `cid` is not known here",
                "postPresence | {'events':[{'group':'g','user_id':'a','event':'away','state':'x'}]} | additionalProperties | `events.0.state` is not known here",
                "revokeTokens | {'user_id':'a','expires_at':1} | additionalProperties | `expires_at` is not known here",
                "mintToken | {'user_id':'a','ttl_s':99999999999999999999999} | maximum | `ttl_s` may be at most 86400",
                "mintToken | {'user_id':'a','ttl_s':-1e30} | minimum | `ttl_s` must be at least 1",
                "mintToken | {'user_id':'a','ttl_s':60.5} | type | `ttl_s` must be a whole number",
                "banUser | {'seconds':1e9} | maximum | `seconds` may be at most 31622400",
                "kitCreateMeeting | {'persist_chat':true} | const | `persist_chat` must be false",
            })
    void whatDoesNotFitIsToldWithWhatWould(String operation, String json, String keyword, String message)
            throws Exception {
        Misfit misfit = misfit(body(operation), json).orElseThrow();
        assertEquals(message, misfit.message());
        assertEquals(keyword, misfit.keyword());
    }

    @Test
    void whatIsTooLongOrTooManyIsToldWithTheBound() throws Exception {
        Schema mint = body("mintToken");
        String long1 = "{'user_id':'" + "x".repeat(257) + "'}";
        assertEquals(
                "`user_id` may have at most 256 characters",
                misfit(mint, long1).orElseThrow().message());
        String many = "{'user_id':'a','groups':[" + "'g',".repeat(64) + "'g']}";
        assertEquals(
                "`groups` may have at most 64 items",
                misfit(mint, many).orElseThrow().message());
    }

    @Test
    void everyRefusalHasWords() throws Exception {
        Samples samples = new Samples(DOCUMENT, 20_261_127);
        for (Described described : ApiDocument.packed().operations()) {
            Schema body = described.body();
            for (int i = 0; body != null && i < 200; i++) {
                String json = Samples.encode(samples.mutated(samples.valid(written(described, samples))));
                body.misfit("", Json.tree(json.getBytes(StandardCharsets.UTF_8)))
                        .ifPresent(told -> assertTrue(
                                !told.keyword().isEmpty() && !told.message().isBlank(),
                                () -> described.id() + ": " + json + ": " + told));
            }
        }
    }

    private static JsonNode written(Described described, Samples samples) {
        JsonNode operation = DOCUMENT.at("/paths")
                .get(described.path())
                .get(described.method().name().toLowerCase(Locale.ROOT));
        return samples.resolve(operation.get("requestBody")).at("/content/application~1json/schema");
    }

    @Test
    void ofAlternativesThatAllFitNoneIsChosen() throws Exception {
        Schema schema = new Schema(
                new JsonObject("{\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]}"), new JsonObject());
        assertEquals(
                "exactly one of `a`, `b` is needed",
                misfit(schema, "{'a':1,'b':1}").orElseThrow().message());
    }
}
