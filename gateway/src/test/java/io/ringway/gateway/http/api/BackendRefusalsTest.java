package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.ringway.gateway.http.ws.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the backend API does not take, over real HTTP, each answer held against the document that describes it. */
class BackendRefusalsTest {
    private static final ApiServer SERVER = new ApiServer();

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    private final ApiClient demo = SERVER.demo();

    @Test
    void aKeyIsNeededAndGoodForItsScopesOnly() {
        for (String operation : ApiClient.CONTRACT.operations()) {
            String path = operation.substring(operation.indexOf(' ') + 1);
            if (path.endsWith(".yaml")
                    || path.endsWith(".json")
                    || path.endsWith("docs")
                    || path.endsWith("ice-servers")
                    || path.contains("turn/")
                    || path.startsWith("/client/")
                    || path.contains("/push/")) {
                continue;
            }
            String concrete = path.replaceAll("\\{[a-z_]+\\}", "x");
            String body = operation.startsWith("post") ? "{}" : null;
            assertEquals(
                    "bad_token",
                    SERVER.client(null).call(operation, concrete, body).code(),
                    operation);
            assertEquals(
                    "bad_token",
                    SERVER.client("sk_wrong").call(operation, concrete, body).code(),
                    operation);
            if (!ApiClient.CONTRACT.scope(operation).equals("read")) {
                assertEquals(
                        "forbidden",
                        SERVER.reader().call(operation, concrete, body).code(),
                        operation);
            }
        }
    }

    @Test
    void aParameterThatIsThereTwiceIsNotGuessedAt() {
        Answer answer = demo.get("/v1/groups", "/v1/groups?limit=1&limit=2");
        assertEquals("bad_request", answer.code());
        assertEquals(
                "`limit` is there 2 times, and may be there once", answer.json().getString("message"));
    }

    @Test
    void usersDoNotGoOnAfterWhatIsNoUserId() {
        assertEquals(
                "bad_request", demo.get("/v1/users", "/v1/users?cursor=%00").code());
        assertEquals(200, demo.get("/v1/users", "/v1/users?cursor=ada").status());
    }

    @Test
    void whatDoesNotFitIsADeclaredError() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry("/v1/tokens {}", "bad_request"),
                Map.entry("/v1/tokens nonsense", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":7}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"\"}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"ttl_s\":86401}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":[]}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":{\"relayOnly\":true}}", "bad_request"),
                Map.entry("/v1/tokens {\"user_id\":\"a\",\"grants\":{\"groups\":{\"x\":[\"fly\"]}}}", "bad_request"),
                Map.entry("/v1/presence {\"group\":\"\",\"user_id\":\"a\",\"event\":\"joined\"}", "bad_group"),
                Map.entry("/v1/presence {\"group\":\"g\",\"user_id\":\"a\",\"event\":\"flew\"}", "bad_request"),
                Map.entry(
                        "/v1/presence {\"group\":\"g\",\"user_id\":\"a\",\"event\":\"updated\",\"meta\":null}",
                        "not_found"),
                Map.entry("/v1/presence {\"group\":\"g\",\"user_id\":\"a\",\"event\":\"updated\"}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{},\"content\":1}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\",\"user_id\":\"a\"},\"content\":1}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\"}}", "bad_request"),
                Map.entry("/v1/messages {\"to\":{\"user_id\":\"nobody\"},\"content\":1}", "not_found"),
                Map.entry("/v1/messages {\"to\":{\"cid\":\"x\"},\"content\":1}", "not_found"),
                Map.entry("/v1/messages {\"to\":{\"group\":\"g\\ud800\"},\"content\":1}", "bad_group"),
                Map.entry(
                        "/v1/messages {\"to\":{\"group\":\"g\"},\"content\":\"" + "x".repeat(40_000) + "\"}",
                        "too_large"),
                Map.entry(
                        "/v1/messages {\"to\":" + "[".repeat(50) + "]".repeat(50) + ",\"content\":1}", "bad_request"));
        bad.forEach((request, code) -> {
            String[] parts = request.split(" ", 2);
            assertEquals(code, demo.post(parts[0], parts[1]).code(), request);
        });
        for (String limit : List.of("0", "1001", "x", "-1", "99999999999")) {
            assertEquals("bad_request", demo.get("/v1/groups?limit=" + limit).code(), limit);
        }
    }

    @Test
    void aQueryThatCannotBeDecodedIsTheCallersMistake() {
        for (String path : List.of("/v1/groups?prefix=%zz", "/v1/users?cursor=%zz", "/v1/groups?limit=%")) {
            assertEquals("bad_request", raw("GET", path, null).json().getString("code"), path);
        }
    }

    @Test
    void aPathThatIsNoUtf8IsTheCallersMistakeAndNotAnotherName() {
        for (String path : List.of(
                "/v1/groups/a%ff",
                "/v1/groups/%C3%28/members",
                "/v1/groups/%ed%a0%80",
                "/v1/users/x%FF/ban",
                "/v1/groups?prefix=%ff",
                "/v1/groups?prefix=a%c3")) {
            Answer answer = raw("GET", path, null);
            assertEquals(400, answer.status(), path);
            assertEquals("bad_request", answer.code(), path);
            assertTrue(answer.json().getString("message").contains("UTF-8"), answer.text());
        }
        Answer kit = raw("GET", "/v1/kit/demo/meetings/%ff", null);
        assertEquals(400, kit.status());
        assertEquals("bad_request", kit.code());
        assertEquals(200, raw("GET", "/v1/groups/%C3%A9%F0%9F%98%80%25ff", null).status());
    }

    @Test
    void aCallWithoutABodyIsToldThatItNeedsOne() {
        for (String path : List.of("/v1/messages", "/v1/presence", "/v1/tokens", "/v1/kit/demo/presets")) {
            Answer answer = raw("POST", path, null);
            assertEquals("bad_request", answer.code(), path);
            assertTrue(answer.text().contains("needs a body: a JSON object"), answer.text());
        }
    }

    @Test
    void twoIdempotencyKeysAreNoKey() {
        Answer answer = raw("POST", "/v1/messages", "application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b");
        assertEquals(400, answer.status(), answer.text());
        assertEquals("bad_request", answer.code());
        assertTrue(answer.text().contains("`Idempotency-Key` is there 2 times"), answer.text());
        assertEquals(
                200,
                raw("POST", "/v1/messages", "application/json\r\nIdempotency-Key: a")
                        .status());
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsToldWhichItHas() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            assertEquals(405, raw(method, "/v1/groups", null).status(), method);
        }
        assertEquals(405, raw("GET", "/v1/messages", null).status());
        assertEquals(405, raw("POST", "/v1/ice-servers", null).status());
    }

    @Test
    void aBodyIsJsonWhateverCurlCallsIt() {
        String form = "application/x-www-form-urlencoded";
        for (String type : List.of(form, "application/json; charset=utf-8", "application/merge-patch+json")) {
            Answer answer = raw("POST", "/v1/messages", type);
            assertEquals(200, answer.status(), type + ": " + answer.text());
        }
    }

    @Test
    void aNumberThatWouldComeOutAsATextIsNotTaken() {
        String body = "{'group':'g','user_id':'a','event':'joined','meta':{'a':[1e999]}}".replace('\'', '"');
        Answer answer = demo.call("post /v1/presence", "/v1/presence", body);
        assertEquals(400, answer.status(), answer.text());
    }

    @Test
    void anEmptyNameInAPathIsNotTheNextPart() {
        for (String name : List.of("", ".", "%2E", "x/..", "..%2Fgroups")) {
            boolean isName = name.contains("%2F");
            assertEquals(
                    isName ? 200 : 400,
                    demo.call("get /v1/groups/{group}/members", "/v1/groups/" + name + "/members", null)
                            .status(),
                    name);
        }
        String members = "/v1/groups/members";
        assertEquals(
                200,
                demo.call("put /v1/groups/{group}", members, "{\"max_members\":7}")
                        .status());
        assertEquals(
                400,
                demo.call("put /v1/groups/{group}", "/v1/groups//members", "{}").status());
        assertEquals(
                400,
                demo.call("delete /v1/groups/{group}", "/v1/groups//members", null)
                        .status());
        assertEquals(
                7,
                demo.call("get /v1/groups/{group}", members, null).json().getInteger("max_members"),
                "it is as it was");
    }

    @Test
    void aBodyThatIsSaidToBeXmlIsNotTakenForJson() {
        for (String type : List.of("text/xml", "text/plain", "multipart/form-data; boundary=x")) {
            Answer answer = raw("POST", "/v1/messages", type);
            assertEquals(415, answer.status(), type + ": " + answer.text());
            assertEquals("bad_request", answer.code());
        }
    }

    /** A call as no client library would make it. */
    private static Answer raw(String method, String path, @Nullable String contentType) {
        String body = contentType == null ? "" : "{\"to\":{\"group\":\"g\"},\"content\":\"100%\"}";
        try (RawClient client = new RawClient(SERVER.port())) {
            RawClient.Answer answer = client.request(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer " + ApiServer.KEY + "\r\nContent-Length: " + body.length() + "\r\n"
                    + (contentType == null ? "" : "Content-Type: " + contentType + "\r\n") + "\r\n" + body);
            return new Answer(answer.status(), answer.body());
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
