package io.ringway.gateway.http.api;

import static io.ringway.gateway.http.api.AgreedServers.DEMO;
import static io.ringway.gateway.http.api.AgreedServers.OTHER;
import static io.ringway.gateway.http.api.AgreedServers.READER;
import static io.ringway.gateway.http.api.AgreedServers.SECRET;
import static io.ringway.gateway.http.api.AgreedServers.SENDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringway.gateway.http.api.ApiClient.Answer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The document and the server, both ways: what a server answers the document promises, and what the document promises a
 * server answers, on some {@link AgreedServers}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgreementTest {
    private static final String ID = "EREREREREREAAAAA4eLj5OXm5-jx8vP09fb3-A";

    /** What is promised and cannot be made to happen here, and why. */
    private static final Map<String, String> NEVER_HERE = Map.of(
            "* 500", "a defect: there is none that could be asked for",
            "post /v1/turn/keys/{keyId}/credentials/{username}/revoke 409",
                    "once credentials of 10,000 users of an app are taken back");

    private static final Map<String, String> CODES_NEVER_HERE = Map.of(
            "500 internal", "a defect",
            "409 in_progress", "two calls at the same moment, which IdempotentCallsTest has");

    private final Contract contract = ApiClient.CONTRACT;
    private final Samples samples = new Samples(contract.document(), 20_261_126, 0);
    private final Seen seen = new Seen();
    private final AgreedServers servers = new AgreedServers();
    private final Backends all = new Backends(servers.well.port(), contract, seen);
    private final AgreedCalls calls = new AgreedCalls(all);

    @AfterAll
    void stop() {
        servers.close();
    }

    @Test
    void whatIsPromisedIsAnsweredAndWhatIsAnsweredIsPromised() {
        List.<Runnable>of(
                        calls::groupsAndTheirState,
                        calls::usersAndCalls,
                        calls::messagesAndTokens,
                        calls::events,
                        calls::meetings,
                        calls::pushes,
                        calls::relays,
                        calls::documents,
                        this::everyKeyIsAsked,
                        this::everyParameterThatDoesNotFitIsRefused,
                        this::everyBodyThatDoesNotFitIsRefused,
                        this::everyBodyThatIsNeededIsAskedFor,
                        this::everyFieldThatNobodyKnowsIsRefused,
                        this::everyNameInAQueryThatNobodyKnowsIsRefused,
                        this::everyBodyThatIsSaidToBeSomethingElseIsRefused,
                        this::whatIsAskedTwiceIsAskedOnce,
                        this::tooOften,
                        this::cutOff)
                .forEach(this::attempt);

        assertEquals("", String.join("\n", seen.disagreements()));
        Set<String> missing = seen.missing(contract.answers());
        missing.removeIf(answer -> NEVER_HERE.containsKey(answer)
                || NEVER_HERE.containsKey("*" + answer.substring(answer.lastIndexOf(' '))));
        assertEquals("", String.join("\n", missing), "promised, and never answered");
        Set<String> codes = seen.missingCodes(contract.codes());
        codes.removeAll(CODES_NEVER_HERE.keySet());
        assertEquals(Set.of(), codes, "promised, and never told");
        Set<String> idle = new TreeSet<>(NEVER_HERE.keySet());
        idle.removeIf(each -> each.startsWith("*"));
        idle.removeAll(seen.missing(idle));
        assertEquals(Set.of(), idle, "said never to be answered here, and answered");
    }

    /** What goes wrong is told with all else. */
    private void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | AssertionError failed) {
            StringWriter trace = new StringWriter();
            failed.printStackTrace(new PrintWriter(trace));
            seen.disagrees(trace.toString());
        }
    }

    private Set<String> forKeys() {
        Set<String> operations = contract.operations();
        operations.removeIf(operation -> !contract.isForApiKeys(operation));
        return operations;
    }

    private static boolean isKit(String operation) {
        return operation.contains("/v1/kit/");
    }

    /** A path with something that fits for each of its parameters, and a query with what is required. */
    private String path(String operation, Map<String, String> given) {
        String path = operation.substring(operation.indexOf(' ') + 1);
        StringBuilder query = new StringBuilder();
        for (JsonNode each : contract.parameters(operation)) {
            JsonNode parameter = samples.resolve(each);
            String name = parameter.get("name").asText();
            String in = parameter.get("in").asText();
            String value = given.containsKey(name)
                    ? given.get(name)
                    : name.equals("app")
                            ? "demo"
                            : samples.valid(parameter.get("schema")).asText();
            String text = URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8)
                    .replace("+", "%20");
            if (in.equals("path")) {
                path = path.replace("{" + name + "}", text);
            } else if (in.equals("query")
                    && (given.containsKey(name) || parameter.path("required").asBoolean())) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(text);
            }
        }
        return path + query;
    }

    private @Nullable String body(String operation) {
        JsonNode schema = contract.body(operation);
        return schema == null ? null : Samples.encode(samples.valid(schema));
    }

    private void everyKeyIsAsked() {
        for (String operation : forKeys()) {
            String path = path(operation, Map.of());
            all.expect(401, operation, path, "sk_unknown", null);
            if (!contract.scope(operation).equals("read")) {
                all.expect(403, operation, path, READER, body(operation));
            }
            if (isKit(operation)) {
                all.expect(404, operation, path, OTHER, body(operation));
            }
        }
        for (String operation : forKeys()) {
            if (contract.scope(operation).equals("read")) {
                unscoped(operation);
            }
        }
    }

    private void unscoped(String operation) {
        all.expect(403, operation, path(operation, Map.of()), SENDER, body(operation));
    }

    private void everyParameterThatDoesNotFitIsRefused() {
        for (String operation : forKeys()) {
            for (JsonNode each : contract.parameters(operation)) {
                JsonNode parameter = samples.resolve(each);
                String name = parameter.get("name").asText();
                String misfit = misfit(samples.resolve(parameter.get("schema")));
                Answer answer = parameter.get("in").asText().equals("header")
                        ? all.call(operation, path(operation, Map.of()), DEMO, body(operation), misfit)
                        : all.call(operation, path(operation, Map.of(name, misfit)), DEMO, body(operation));
                if (answer.status() != 400) {
                    seen.disagrees(operation + " took " + name + " as " + misfit + ": " + answer);
                }
            }
        }
    }

    private static String misfit(JsonNode schema) {
        if (schema.has("maxLength")) {
            return "x".repeat(schema.get("maxLength").asInt() + 1);
        }
        assertTrue(
                schema.has("enum") || schema.has("const") || schema.has("pattern") || schema.has("minimum"),
                "anything fits " + schema);
        return "%";
    }

    private void everyBodyThatDoesNotFitIsRefused() {
        for (String operation : forKeys()) {
            if (contract.body(operation) != null) {
                String path = path(operation, Map.of());
                all.expect(400, operation, path, DEMO, "nonsense");
                all.expect(400, operation, path, DEMO, "[]");
                all.expect(413, operation, path, DEMO, "x".repeat(AgreedCalls.TOO_LONG));
            }
        }
    }

    private void everyBodyThatIsNeededIsAskedFor() {
        Set<String> needless = new TreeSet<>();
        for (String operation : forKeys()) {
            if (contract.body(operation) == null) {
                continue;
            }
            Answer answer = all.call(operation, path(operation, Map.of()), DEMO, null);
            if (!contract.isBodyRequired(operation)) {
                needless.add(operation);
            }
            if (contract.isBodyRequired(operation) != (answer.status() == 400)) {
                seen.disagrees(operation + " without a body: " + answer);
            }
        }
        // Where nothing has to be said. What a PUT or PATCH is about stands in its body: one that was lost on the way
        // would undo it.
        assertEquals(Set.of("post /v1/groups/{group}/close", "post /v1/kit/{app}/meetings"), needless);
    }

    /** What the app's own backend calls: not the shapes of others. */
    private Set<String> own() {
        Set<String> own = forKeys();
        own.removeIf(AgreementTest::isKit);
        return own;
    }

    private void everyFieldThatNobodyKnowsIsRefused() {
        for (String operation : own()) {
            String body = body(operation);
            if (body != null) {
                String more = "{\"groupz\":[\"lobby\"]" + (body.equals("{}") ? "" : ",") + body.substring(1);
                Answer answer = all.expect(400, operation, path(operation, Map.of()), DEMO, more);
                if (!answer.text().contains("`groupz`")) {
                    seen.disagrees(operation + " does not name the field: " + answer);
                }
            }
        }
        String notified = "{'to':{'user_id':'a'},'content':1,'notification':{'title':'t','body':'b','allways':true}}";
        all.expect(400, "post /v1/messages", "/v1/messages", DEMO, notified);
        String events = "{'events':[{'group':'g','user_id':'a','event':'joined','ttl':5}]}";
        all.expect(400, "post /v1/presence", "/v1/presence", DEMO, events);
    }

    private void everyNameInAQueryThatNobodyKnowsIsRefused() {
        for (String operation : own()) {
            String path = path(operation, Map.of());
            String more = path + (path.contains("?") ? "&" : "?") + "statez=ringing";
            Answer answer = all.expect(400, operation, more, DEMO, body(operation));
            if (!answer.text().contains("`statez`")) {
                seen.disagrees(operation + " does not name the parameter: " + answer);
            }
        }
    }

    private void everyBodyThatIsSaidToBeSomethingElseIsRefused() {
        for (String operation : own()) {
            String body = body(operation);
            if (body != null) {
                for (String type : List.of("text/xml", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x")) {
                    Answer answer = all.typed(operation, path(operation, Map.of()), DEMO, body, type);
                    if (answer.status() != 415) {
                        seen.disagrees(operation + " took " + type + ": " + answer);
                    }
                }
                for (String type : List.of("application/json; charset=utf-8", "application/x-www-form-urlencoded")) {
                    Answer answer = all.typed(operation, path(operation, Map.of()), DEMO, "[]", type);
                    if (answer.status() != 400) {
                        seen.disagrees(operation + " did not read " + type + ": " + answer);
                    }
                }
            }
        }
    }

    private void whatIsAskedTwiceIsAskedOnce() {
        int number = 0;
        for (String operation : forKeys()) {
            if (contract.takes(operation, "Idempotency-Key")) {
                String path = path(operation, Map.of());
                String again = "asked-" + number++;
                all.call(operation, path, DEMO, body(operation), again);
                Answer answer =
                        all.call(operation, path + (isKit(operation) ? "?other" : "?"), DEMO, body(operation), again);
                if (answer.status() != 409) {
                    seen.disagrees(operation + " with a key that had come before: " + answer);
                }
                String body = body(operation);
                Answer other = body == null ? answer : all.call(operation, path, DEMO, body + " ", again);
                if (other.status() != 409) {
                    seen.disagrees(operation + " with a key that had come with another body: " + other);
                }
            }
        }
    }

    /** The server that takes few calls. */
    private void tooOften() {
        Backends tight = new Backends(servers.tight.port(), contract, seen);
        tight.expect(404, "post /v1/push", "/v1/push", DEMO, "{'user_ids':['a'],'title':'t','body':'b'}");
        tight.expect(404, "get /v1/push/key", "/v1/push/key", null, null);
        for (String path : List.of("/v1/push/subscriptions", "/v1/push/subscriptions/remove")) {
            tight.expect(404, "post " + path, path, null, "{}");
        }
        String turn = "/v1/turn/keys/{keyId}/credentials/";
        Map<String, String> asked = new TreeMap<>(Map.of(
                "post " + turn + "generate",
                "/v1/turn/keys/shop/credentials/generate",
                "post " + turn + "generate-ice-servers",
                "/v1/turn/keys/shop/credentials/generate-ice-servers",
                AgreedCalls.REVOKE,
                "/v1/turn/keys/shop/credentials/x/revoke",
                AgreedCalls.REST,
                "/turn/credentials?service=turn&api=" + SECRET));
        asked.forEach((operation, path) -> tight.expect(404, operation, path, SECRET, body(operation)));
        asked.forEach((operation, path) -> AgreedCalls.untilRefused(tight, operation, path, SECRET, body(operation)));
        for (String operation : forKeys()) {
            AgreedCalls.untilRefused(tight, operation, path(operation, Map.of()), DEMO, body(operation));
        }
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The server that reaches nobody and nothing. */
    private void cutOff() {
        Backends cut = new Backends(servers.cut.port(), contract, seen);
        for (String operation : forKeys()) {
            String path = path(
                    operation, Map.of("cid", ID, "call_id", ID, "letter", calls.letter(), "webhook", calls.webhook()));
            cut.call(operation, path, DEMO, body(operation));
            if (contract.takes(operation, "Idempotency-Key")) {
                cut.call(operation, path, DEMO, body(operation), "once");
            }
        }
        cut.expect(503, "post /v1/push", "/v1/push", DEMO, "{'user_ids':['a'],'title':'t','body':'b'}");
        cut.expect(503, "post /v1/push", "/v1/push", DEMO, "{'all':true,'title':'t','body':'b'}");
        String token = base64("{'alg':'RS256','kid':'unread'}") + "." + base64("{}") + ".AAAA";
        for (String path : List.of("/v1/push/subscriptions", "/v1/push/subscriptions/remove")) {
            cut.expect(503, "post " + path, path, token, "{}");
        }
        cut.expect(503, "get /v1/ice-servers", "/v1/ice-servers", token, null);
        for (String what : List.of("generate", "generate-ice-servers")) {
            cut.expect(
                    503,
                    "post /v1/turn/keys/{keyId}/credentials/" + what,
                    "/v1/turn/keys/shop/credentials/" + what,
                    SECRET,
                    "{}");
        }
        cut.expect(503, AgreedCalls.REVOKE, "/v1/turn/keys/shop/credentials/x/revoke", SECRET, null);
        cut.expect(503, AgreedCalls.REST, "/turn/credentials?service=turn&api=" + SECRET, null, null);
    }
}
