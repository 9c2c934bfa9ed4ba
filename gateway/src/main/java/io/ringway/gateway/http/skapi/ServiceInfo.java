package io.ringway.gateway.http.skapi;

import io.ringway.gateway.protocol.Names;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** What skapi-js wants to know of its service and of itself before it does anything. */
final class ServiceInfo {
    /** Below this the client prints an advertisement to the console. */
    private static final int GROUP = 3;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private ServiceInfo() {}

    static JsonObject of(HttpServerRequest request) {
        String service = request.getParam("service", "");
        if (!Names.isTenant(service)) {
            throw SkapiException.parameter("\"service\" is missing, or no service");
        }
        return new JsonObject()
                .put("group", GROUP)
                .put("service", service)
                .put("service_name", service)
                .put("ip", ip(request))
                .put("locale", country(request.getHeader("Accept-Language")))
                .put("user_agent", request.getHeader("User-Agent"));
    }

    /** The client's own address; it may lie to itself. */
    private static String ip(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        String first = forwarded == null ? "" : forwarded.split(",", 2)[0].strip();
        if (ADDRESS.matcher(first).matches()) {
            return first;
        }
        SocketAddress remote = request.remoteAddress();
        return remote == null || remote.hostAddress() == null ? "" : remote.hostAddress();
    }

    /** The country of the first language, as far as it names one. */
    private static String country(String languages) {
        return languages == null
                ? ""
                : Locale.forLanguageTag(languages.split("[,;]", 2)[0].strip()).getCountry();
    }
}
