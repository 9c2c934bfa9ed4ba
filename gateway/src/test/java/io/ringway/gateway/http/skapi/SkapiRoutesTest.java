package io.ringway.gateway.http.skapi;

import static io.ringway.gateway.http.skapi.SkapiServer.assertRefused;
import static io.ringway.gateway.http.skapi.SkapiServer.header;
import static io.ringway.gateway.http.skapi.SkapiServer.json;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.BrokenOff;
import io.ringway.gateway.http.LoggedErrors;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a skapi client asks by HTTP, but for groups: see {@link GroupListingTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkapiRoutesTest {
    private final SkapiServer server;

    SkapiRoutesTest() throws Exception {
        server = new SkapiServer();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"endpoints.json", "acme/admin-v1.json", "acme/record-v1.json", "record-v2.json", "x/admin-v2.json"})
    void saysWhereEverythingIs(String file) throws Exception {
        JsonObject endpoints = json(server.get("/skapi/" + file));
        String base = "http://127.0.0.1:" + server.port + "/skapi/";
        assertEquals(base, endpoints.getString("service_public"));
        assertEquals(base, endpoints.getString("record_private"));
        assertEquals("ws://127.0.0.1:" + server.port + "/skapi/api", endpoints.getString("websocket_private"));
        assertEquals("eu-west-1_Pool", endpoints.getString("userpool_id"));
        assertEquals("ringway", endpoints.getString("userpool_client"));
    }

    @Test
    void behindAProxyThatTakesTlsOffTheAddressesAreSecure() throws Exception {
        JsonObject endpoints = json(server.send(server.request("/skapi/endpoints.json")
                .header("X-Forwarded-Proto", "https")
                .GET()));
        assertEquals("https://127.0.0.1:" + server.port + "/skapi/", endpoints.getString("record_private"));
        assertEquals("wss://127.0.0.1:" + server.port + "/skapi/api", endpoints.getString("websocket_private"));
    }

    @Test
    void theConfiguredAddressGoesBeforeTheRequests() {
        JsonObject endpoints = new Endpoints("a_b", "c").at("https://rt.example:8443");
        assertEquals("wss://rt.example:8443/skapi/api", endpoints.getString("websocket_private"));
    }

    @Test
    void tellsTheServiceAndTheClientOfItself() throws Exception {
        JsonObject service = json(server.send(server.request("/skapi/service?service=acme&owner=o&refresh=false")
                .header("Accept-Language", "de-AT,de;q=0.9")
                .header("User-Agent", "test")
                .GET()));
        assertEquals("acme", service.getString("service_name"));
        assertEquals("127.0.0.1", service.getString("ip"));
        assertEquals("AT", service.getString("locale"));
        assertEquals("test", service.getString("user_agent"));
        assertTrue(service.getInteger("group") >= 3, "below 3 the client prints a banner");
    }

    @Test
    void refusesWhatIsNotAJsonObject() throws Exception {
        for (String body : List.of("[1]", "{", "7")) {
            assertRefused(
                    400,
                    "INVALID_REQUEST",
                    server.send(server.request("/skapi/get-ws-group")
                            .header("Authorization", server.token())
                            .POST(HttpRequest.BodyPublishers.ofString(body))));
        }
    }

    /** As curl sends it: taken apart as a form it would be a defect of the server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=b",
                "nonsense"
            })
    void aBodyIsJsonWhateverItIsCalled(String type) throws Exception {
        HttpRequest.Builder request = server.request("/skapi/get-ws-group")
                .header("Authorization", server.token())
                .header("Content-Type", type);
        try (LoggedErrors logged = new LoggedErrors()) {
            HttpResponse<String> answer =
                    server.send(request.POST(HttpRequest.BodyPublishers.ofString("x".repeat(12_000))));
            assertRefused(400, "INVALID_REQUEST", answer);
            json(server.send(request.POST(HttpRequest.BodyPublishers.ofString("{}"))));
            assertEquals(List.of(), logged.messages());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatBreaksOffIsNoDefect(BrokenOff way) throws Exception {
        int before = server.ended.get();
        try (LoggedErrors logged = new LoggedErrors()) {
            String answer = way.post(server.port, "/skapi/get-ws-group");
            await().until(() -> server.ended.get() > before);
            // One loop serves all: what the one before it left to do is done.
            json(server.get("/skapi/endpoints.json"));
            assertEquals(List.of(), logged.messages());
            assertEquals("", answer);
        }
    }

    @Test
    void saysThatThereAreNoNotifications() throws Exception {
        for (String name : List.of("get-vapid-public-key", "store-subscription", "push-notification")) {
            assertRefused(
                    501,
                    "NOT_SUPPORTED",
                    server.send(server.request("/skapi/" + name).POST(HttpRequest.BodyPublishers.ofString("{}"))));
        }
    }

    @Test
    void saysThatTheRestOfSkapiIsElsewhere() throws Exception {
        assertRefused(404, "NOT_EXISTS", server.get("/skapi/get-records"));
    }

    @Test
    void answersPreflights() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/skapi/get-ws-group")
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-meta,content-type")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertEquals(204, answer.statusCode());
        assertEquals("*", header(answer, "access-control-allow-origin"));
        assertEquals(
                "authorization, content-meta, content-type, x-access-token, x-id-token",
                header(answer, "access-control-allow-headers"));
        assertEquals("GET, POST, OPTIONS", header(answer, "access-control-allow-methods"));
    }

    @Test
    void aPageThatMayNotConnectIsToldSo() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/skapi/service?service=acme")
                .header("Origin", "https://evil.example")
                .GET());
        assertRefused(403, "INVALID_CORS", answer);
    }
}
