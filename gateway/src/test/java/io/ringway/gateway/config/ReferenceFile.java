package io.ringway.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes {@code conf/ringway.yaml} from the records: every key, with its documentation and its default. */
final class ReferenceFile {
    static final Path PATH = Path.of("..", "conf", "ringway.yaml");
    private static final int WIDTH = 120;
    private static final String HEAD = """
            # The configuration of a Ringway node. Every key is here, each with its default: remove the "# " to change it.
            #
            # Every key can be set in the environment too, which wins over this file: RINGWAY_ and the key in upper case,
            # with _ for the dot (http.port is RINGWAY_HTTP_PORT). Lists are comma separated there, mappings are JSON.
            # Durations are written as 250ms, 20s, 5m, 1h, 1d; sizes as plain bytes or with KiB, MiB, GiB.
            #
            # A node does not start with a key it does not know or a value that is not allowed: it names them all, and ends.
            """;

    /** For what a default cannot show: how a key is used. By key, in the lines of the file. */
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "api.keys",
            List.of(
                    "keys:",
                    "  - tenant: demo",
                    "    sha256: <printf %s \"$KEY\" | sha256sum>",
                    "    scopes: [tokens, presence, messages, read, disconnect]"),
            "webhooks.endpoints",
            List.of(
                    "endpoints:",
                    "  - url: https://backend.example.com/ringway",
                    "    secrets: [whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz]",
                    "    tenant: demo"),
            "streams.in",
            List.of("in:", "  - stream: ringway:in", "    tenants: [demo]", "    replies: ringway:replies"),
            "streams.out",
            List.of("out:", "  - stream: ringway:out", "    tenant: demo"),
            "ice.turn.keys",
            List.of("keys:", "  - id: shop", "    tenant: demo", "    sha256: <printf %s \"$KEY\" | sha256sum>"),
            "auth.publishable_keys",
            List.of(
                    "publishable_keys:",
                    "  - key: <pk_ and $(openssl rand -hex 16)>",
                    "    tenant: demo",
                    "    origins: [\"https://www.example.com\"]",
                    "    groups: {\"room:*\": [join]}"),
            "ice.providers",
            List.of(
                    "providers:",
                    "  - name: cloudflare",
                    "    type: cloudflare",
                    "    key_id: 0123456789abcdef",
                    "    api_token: <the API token of the TURN key>"),
            "history.groups",
            List.of("groups:", "  - pattern: \"log:*\"", "    size: 500", "    age: 1d", "    bytes: 1MiB"),
            "auth.default_grants.groups",
            List.of("groups:", "  \"*\": [\"*\"]"));

    private final List<String> lines = new ArrayList<>();

    private ReferenceFile() {}

    static String text() {
        ReferenceFile file = new ReferenceFile();
        file.section(Config.class, "", "");
        return HEAD + "\n" + String.join("\n", file.lines) + "\n";
    }

    private void section(Class<?> type, String prefix, String indent) {
        for (Key key : Key.of(type, prefix)) {
            if (!isFirstOfSection()) {
                lines.add("");
            }
            comment(indent, key.setting().doc());
            if (key.isSection()) {
                lines.add(indent + key.name() + ":");
                section(key.component().getType(), key.path() + ".", indent + "  ");
            } else {
                leaf(key, indent);
            }
        }
    }

    private boolean isFirstOfSection() {
        return lines.isEmpty() || lines.getLast().matches(" *[a-z0-9_]+:");
    }

    private void leaf(Key key, String indent) {
        comment(indent, "Allowed: " + Values.allowed(key.type(), key.setting()) + ".");
        List<String> example = EXAMPLES.getOrDefault(key.path(), List.of(key.name() + ":" + written(key)));
        example.forEach(line -> lines.add(indent + "# " + line));
    }

    private static String written(Key key) {
        String value = key.setting().byDefault();
        if (Values.isList(key.type())) {
            return " [" + (value.equals("*") ? "\"*\"" : value.replace(",", ", ")) + "]";
        }
        boolean unset = value.isEmpty() || key.component().getType() == Optional.class;
        return unset ? "" : " " + value;
    }

    private void comment(String indent, String text) {
        StringBuilder line = new StringBuilder(indent + "#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
    }
}
