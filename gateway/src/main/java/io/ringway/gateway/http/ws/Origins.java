package io.ringway.gateway.http.ws;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect: the defence against cross-site WebSocket hijacking.
 *
 * <p>An Origin is compared with the list as a whole, byte for byte in the form browsers serialise it (RFC 6454, 6.2: lower
 * case, no default port); anything a browser would not write is refused. Pages of the very host the request was sent to may
 * always connect. {@code *} allows every page. A request without Origin does not come from a page, and is
 * let through: its token decides.
 */
public final class Origins {
    private static final Pattern FORM =
            Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+\\])(:[1-9][0-9]{0,4})?");

    /** Whatever comes, however often. */
    static final Origins EVERY = new Origins(List.of("*"));

    private final boolean any;
    private final Set<String> allowed;

    /** @throws IllegalArgumentException naming the entry that is not an origin */
    public Origins(List<String> allowed) {
        this.any = allowed.contains("*");
        this.allowed = allowed.stream().map(Origins::canonical).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param origins every Origin header of the request
     * @param host the Host header
     */
    public boolean admits(List<String> origins, @Nullable String host) {
        if (origins.isEmpty() || any) {
            return true;
        }
        if (origins.size() != 1) {
            return false;
        }
        String origin = origins.getFirst();
        return allowed.contains(origin) || (host != null && isSameHost(origin, host));
    }

    private static boolean isSameHost(String origin, String host) {
        if (!FORM.matcher(origin).matches()) {
            return false;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return origin.equals(withoutDefaultPort("http://" + lower))
                || origin.equals(withoutDefaultPort("https://" + lower));
    }

    private static String canonical(String entry) {
        String lower = withoutDefaultPort(entry.toLowerCase(Locale.ROOT));
        if (!lower.equals("*") && !lower.equals("null") && !FORM.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "not an origin: '" + entry + "' (expected scheme://host or scheme://host:port, null or *)");
        }
        return lower;
    }

    private static String withoutDefaultPort(String origin) {
        String port = origin.startsWith("http://") ? ":80" : origin.startsWith("https://") ? ":443" : "";
        return !port.isEmpty() && origin.endsWith(port) ? origin.substring(0, origin.length() - port.length()) : origin;
    }
}
