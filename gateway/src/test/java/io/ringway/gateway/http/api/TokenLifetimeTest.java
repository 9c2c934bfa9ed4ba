package io.ringway.gateway.http.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.api.ApiClient.Answer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tokens of a gateway that takes none which lives for more than ten minutes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenLifetimeTest {
    private ApiServer server;

    @BeforeAll
    void start() {
        server = new ApiServer(Map.of("auth.max_lifetime", "10m"));
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    private static String token(Answer answer) {
        assertEquals(201, answer.status(), answer.text());
        String token = answer.json().getString("token");
        JsonObject claims = ApiClient.claims(token);
        double life = claims.getDouble("exp") - claims.getDouble("iat");
        assertTrue(life > 0 && life <= 600, claims.encode());
        return token;
    }

    @Test
    void theGatewayGaveOutTokensThatItDidNotTakeItself() {
        ApiClient demo = server.demo();
        String unsaid = token(demo.post("/v1/tokens", "{'user_id':'lim'}"));
        String day = token(demo.post("/v1/tokens", "{'user_id':'lim','ttl_s':86400}"));
        for (String token : new String[] {unsaid, day}) {
            // Who refreshes one shows that it is taken.
            token(demo.post("/v1/tokens/refresh", "{'token':'" + token + "'}"));
            token(demo.post("/v1/tokens/refresh", "{'ttl_s':86400,'token':'" + token + "'}"));
        }
    }
}
