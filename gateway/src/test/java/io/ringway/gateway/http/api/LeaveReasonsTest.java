package io.ringway.gateway.http.api;

import static io.ringway.gateway.Futures.done;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import io.ringway.gateway.http.api.ApiClient.Socket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What webhooks say of why somebody is gone, as a receiver hears it. */
class LeaveReasonsTest {
    private static final String KEY = "sk_0123456789abcdef0123456789abcdef";

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
    private final HttpServer receiver =
            done(vertx.createHttpServer().requestHandler(this::hear).listen(0, "127.0.0.1"));
    private final Gateway gateway = Gateways.start(Map.of(
            "auth.hs256_secret",
            Gateways.SECRET,
            "sessions.grace",
            "1s",
            "api.keys",
            "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"}]",
            "webhooks.endpoints",
            "[{\"tenant\":\"demo\",\"url\":\"http://127.0.0.1:" + receiver.actualPort()
                    + "\",\"secrets\":[\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"]}]"));
    private final ApiClient backend = new ApiClient(gateway.port(), KEY);

    @AfterEach
    void stop() {
        Gateways.stop(gateway);
        done(vertx.close());
    }

    private void hear(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            heard.add(body.toJsonObject());
            request.response().end("{}");
        });
    }

    private Socket member(String user, String group) {
        return backend.connect(backend.token("{'user_id':'" + user + "'}")).join(group);
    }

    private List<String> told(String type, String user, String field) {
        return heard.stream()
                .filter(event -> type.equals(event.getString("type")))
                .map(event -> event.getJsonObject("data"))
                .filter(data -> user.equals(data.getString("user_id")))
                .map(data -> data.getString(field))
                .toList();
    }

    private void assertLeft(String user, String... reasons) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertEquals(List.of(reasons), told("member.left", user, "reason"), user));
    }

    @Test
    void whoIsEndedByTheBackendIsToldApartFromWhoWasLost() {
        Socket kicked = member("kit", "g");
        member("bart", "g");
        Socket revoked = member("rita", "g");
        Socket moved = member("mo", "g");
        member("cleo", "closing");
        Socket lost = member("lou", "g");

        assertEquals(
                204,
                backend.call("delete /v1/connections/{cid}", "/v1/connections/" + kicked.cid(), null)
                        .status());
        assertEquals(
                200,
                backend.call("put /v1/users/{user_id}/ban", "/v1/users/bart/ban", "{\"seconds\":60}")
                        .status());
        assertEquals(
                204, backend.post("/v1/tokens/revoke", "{'user_id':'rita'}").status());
        assertEquals(
                204,
                backend.call(
                                "post /v1/connections/{cid}/move",
                                "/v1/connections/" + moved.cid() + "/move",
                                "{\"to\":\"elsewhere\"}")
                        .status());
        assertEquals(
                200,
                backend.call("post /v1/groups/{group}/close", "/v1/groups/closing/close", "{}")
                        .status());
        lost.abort();

        assertLeft("kit", "kicked");
        assertLeft("bart", "banned");
        assertLeft("rita", "revoked");
        assertLeft("mo", "moved");
        assertLeft("cleo", "closed");
        assertLeft("lou", "disconnected");
        await().untilAsserted(() -> assertEquals(4407, revoked.closed()));
        assertEquals(List.of("g", "elsewhere"), told("member.joined", "mo", "group"));
    }

    @Test
    void whoseTokenRanOutHasExpiredOnceNobodyCameBackWithAnother() {
        String token = backend.token("{'user_id':'exa','ttl_s':3}");
        Socket socket = backend.connect(token).join("g");
        assertLeft("exa", "expired");
        await().untilAsserted(() -> assertEquals(4201, socket.closed()));
    }

    @Test
    void whoIsKickedWhileAwayIsToldSoAtOnce() {
        Socket away = member("ann", "g");
        String cid = away.cid();
        away.abort();
        await().until(() -> backend.get("/v1/connections/{cid}", "/v1/connections/" + cid)
                .json()
                .getBoolean("away"));
        assertEquals(
                204,
                backend.call("delete /v1/connections/{cid}", "/v1/connections/" + cid, null)
                        .status());
        assertLeft("ann", "kicked");
    }
}
