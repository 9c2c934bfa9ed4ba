package io.ringway.gateway.streams;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.json.JsonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entry asks for: a call of the backend API.
 *
 * @param call method and path, as {@code POST /v1/presence}
 * @param content JSON; empty where there is none
 * @param key the call's Idempotency-Key; null where there is none
 */
public record StreamCall(
        Tenant tenant,
        String call,
        StreamBody content,
        @Nullable String key) {
    private static final String CALL = "call";
    private static final String BODY = "body";
    private static final String TENANT = "tenant";
    private static final String KEY = "key";
    private static final Set<String> FIELDS = Set.of(CALL, BODY, TENANT, KEY);

    /** What is said beside an entry that was put aside: so that it can be added again as it is. */
    private static final String ASIDE = "dead_";

    StreamCall(Tenant tenant, String call, String body, @Nullable String key) {
        this(tenant, call, new StreamBody(body), key);
    }

    /** An entry that can never be carried out. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** @param tenants who may be named; where it is one, nobody has to be */
    static StreamCall of(@Nullable List<String> fields, List<Tenant> tenants) throws Malformed {
        if (fields == null) {
            throw new Malformed("the entry is too large, has too many fields, or is no UTF-8");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String name = fields.get(i);
            if (name.startsWith(ASIDE)) {
                continue;
            }
            if (!FIELDS.contains(name)) {
                throw new Malformed("a field is none of call, body, tenant, key");
            }
            if (values.put(name, fields.get(i + 1)) != null) {
                throw new Malformed("`" + name + "` stands there twice");
            }
        }
        String call = values.get(CALL);
        if (call == null) {
            throw new Malformed("`call` is missing");
        }
        if (!Paths.isUtf8(call)) {
            throw new Malformed("what is percent-encoded in `call` is no UTF-8");
        }
        return new StreamCall(
                tenant(values.get(TENANT), tenants), call, values.getOrDefault(BODY, ""), values.get(KEY));
    }

    private static Tenant tenant(@Nullable String named, List<Tenant> tenants) throws Malformed {
        if (named == null && tenants.size() == 1) {
            return tenants.getFirst();
        }
        for (Tenant tenant : tenants) {
            if (tenant.name().equals(named)) {
                return tenant;
            }
        }
        throw new Malformed(named == null ? "`tenant` is missing" : "`tenant` is none of this stream's");
    }

    String body() {
        return content.text();
    }

    public boolean hasBody() {
        return !content.text().isEmpty();
    }

    public byte[] bytes() {
        return content.bytes();
    }

    /** The body as maps and lists, which nobody may change; null where it says so. Taken apart once, whoever asks. */
    public @Nullable Object tree() throws JsonException {
        return content.tree();
    }

    /** The same call with other content, which is not the call that the key was of. */
    StreamCall with(String otherBody, int number) {
        return new StreamCall(tenant, call, otherBody, key == null ? null : key + "#" + number);
    }
}
