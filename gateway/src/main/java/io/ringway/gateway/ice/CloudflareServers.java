package io.ringway.gateway.ice;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The {@code iceServers} of an answer: a list, or, as its older form has it, one object. */
record CloudflareServers(List<TurnServer> turn, List<String> plain) {
    private static final int MAX_SERVERS = 16;
    private static final int MAX_URLS = 64;
    private static final int MAX_CHARS = 1_024;

    /** @throws CloudflareApi.BadAnswer where it is something else */
    static CloudflareServers read(Buffer json) {
        try {
            return read(json.toJsonObject().getValue("iceServers"));
        } catch (DecodeException | ClassCastException notThat) {
            throw new CloudflareApi.BadAnswer("its answer cannot be read");
        }
    }

    private static CloudflareServers read(Object servers) {
        return switch (servers) {
            case JsonObject one -> read(new JsonArray().add(one));
            case JsonArray some when some.size() <= MAX_SERVERS -> read(some);
            case null, default -> throw new CloudflareApi.BadAnswer("its answer has no iceServers");
        };
    }

    private static CloudflareServers read(JsonArray servers) {
        List<TurnServer> turn = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            JsonObject server = servers.getJsonObject(i);
            List<String> urls = urls(server.getValue("urls"));
            String username = server.getString("username");
            String credential = server.getString("credential");
            if (username == null || credential == null) {
                urls.stream().filter(url -> url.startsWith("stun")).forEach(plain::add);
            } else {
                turn.add(new TurnServer(urls, new TurnCredentials(bounded(username), bounded(credential))));
            }
        }
        return new CloudflareServers(turn, plain);
    }

    private static List<String> urls(Object urls) {
        JsonArray all = urls instanceof String one ? new JsonArray().add(one) : (JsonArray) urls;
        if (all == null || all.size() > MAX_URLS) {
            throw new CloudflareApi.BadAnswer("its answer has a server without URLs");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String url = bounded(all.getString(i));
            if (!url.matches("(stun|turn)s?:[^\\s?\"]+(\\?transport=(udp|tcp))?")) {
                throw new CloudflareApi.BadAnswer("its answer has a URL that is none of TURN");
            }
            texts.add(url);
        }
        return texts;
    }

    private static String bounded(String text) {
        if (text == null || text.length() > MAX_CHARS) {
            throw new CloudflareApi.BadAnswer("its answer has a text that is missing or too long");
        }
        return text;
    }

    /** What they come to for browsers. */
    TurnGrant until(long expiresAt) {
        try {
            return TurnGrant.of(turn, plain, false, expiresAt);
        } catch (IllegalArgumentException noTurn) {
            throw new CloudflareApi.BadAnswer("its answer has " + noTurn.getMessage());
        }
    }
}
