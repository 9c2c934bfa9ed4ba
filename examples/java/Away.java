import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/** Mints a token for a user and says that the user is away. Needs GATEWAY and KEY; takes the user's id. */
class Away {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int TRIES = 3;

    public static void main(String[] args) throws Exception {
        String user = args.length > 0 ? args[0] : "ada";
        post("/v1/tokens", """
                {"user_id": "%1$s", "ttl_s": 600, "groups": ["office"], "meta": {"name": "%1$s"}}""".formatted(user));
        System.out.println("minted a token for " + user);
        post("/v1/presence", """
                {"group": "office", "user_id": "%1$s", "event": "joined", "ttl_s": 60, "meta": {"name": "%1$s"}}"""
                .formatted(user));
        post("/v1/presence", """
                {"group": "office", "user_id": "%s", "event": "away"}""".formatted(user));
        System.out.println(user + " is away");
    }

    /** Asks again where the gateway is busy: the Idempotency-Key keeps it from being done twice. */
    private static String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("GATEWAY") + path))
                .header("Authorization", "Bearer " + System.getenv("KEY"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() < 300) {
                return answer.body();
            }
            boolean mayPass = answer.statusCode() == 429 || answer.statusCode() >= 500;
            if (!mayPass || attempt == TRIES) {
                throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            Thread.sleep(500L * attempt);
        }
    }
}
