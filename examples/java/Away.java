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

    public static void main(String[] args) throws InterruptedException {
        try {
            away(args.length > 0 ? args[0] : "ada");
        } catch (IOException | IllegalArgumentException refused) {
            System.err.println(refused.getMessage() == null ? refused : refused.getMessage());
            System.exit(1);
        }
    }

    private static void away(String user) throws IOException, InterruptedException {
        String id = quoted(user);
        String minted = post("/v1/tokens", """
                {"user_id": %1$s, "ttl_s": 600, "groups": ["office"], "meta": {"name": %1$s}}""".formatted(id));
        System.out.println("minted for " + user + ", to be given to the user's page: " + minted);
        post("/v1/presence", """
                {"group": "office", "user_id": %1$s, "event": "joined", "ttl_s": 60, "meta": {"name": %1$s}}"""
                .formatted(id));
        String away = post("/v1/presence", """
                {"group": "office", "user_id": %s, "event": "away"}""".formatted(id));
        System.out.println(user + " is away: " + away);
    }

    /** As JSON: pasted in as it is, an id with a quotation mark could say anything. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < ' ') {
                json.append("\\u%04x".formatted((int) each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }

    private static String needed(String variable) {
        String value = System.getenv(variable);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(variable + " is needed, as in examples/README.md");
        }
        return value;
    }

    /** Asks again where the gateway is busy: the Idempotency-Key keeps it from being done twice. */
    private static String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(needed("GATEWAY") + path))
                .header("Authorization", "Bearer " + needed("KEY"))
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
