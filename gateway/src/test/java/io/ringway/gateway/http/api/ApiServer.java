package io.ringway.gateway.http.api;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node that the backends of two tenants may call, and who calls it. */
final class ApiServer {
    /** Of the tenant {@code demo}, good for everything. */
    static final String KEY = "sk_0123456789abcdef0123456789abcdef";

    /** Of the tenant {@code other}, good for everything. */
    static final String OTHER_KEY = "sk_ffffffffffffffffffffffffffffffff";

    /** Of the tenant {@code demo}, good for reading. */
    static final String READER_KEY = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    /** Of the tenant {@code demo}, good for meetings. */
    static final String MEETER_KEY = "sk_dddddddddddddddddddddddddddddddd";

    private static final String KEYS =
            "[{\"tenant\":\"demo\",\"key\":\"" + KEY + "\"},{\"tenant\":\"other\",\"key\":\"" + OTHER_KEY + "\"},"
                    + "{\"tenant\":\"demo\",\"scopes\":[\"read\"],\"key\":\"" + READER_KEY + "\"},"
                    + "{\"tenant\":\"demo\",\"scopes\":[\"meetings\"],\"key\":\"" + MEETER_KEY + "\"}]";

    private final Gateway gateway;

    ApiServer() {
        this(Map.of());
    }

    /** @param settings beside those of the keys */
    ApiServer(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(settings);
        values.put("auth.hs256_secret", Gateways.SECRET);
        values.put("api.keys", KEYS);
        gateway = Gateways.start(values);
    }

    int port() {
        return gateway.port();
    }

    void stop() {
        Gateways.stop(gateway);
    }

    ApiClient demo() {
        return client(KEY);
    }

    ApiClient other() {
        return client(OTHER_KEY);
    }

    ApiClient reader() {
        return client(READER_KEY);
    }

    ApiClient meeter() {
        return client(MEETER_KEY);
    }

    /** @param key null for whoever shows none */
    ApiClient client(@Nullable String key) {
        return new ApiClient(port(), key);
    }
}
