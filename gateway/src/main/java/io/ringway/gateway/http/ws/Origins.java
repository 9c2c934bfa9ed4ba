package io.ringway.gateway.http.ws;

import io.ringway.gateway.config.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect: the defence against cross-site WebSocket hijacking.
 *
 * <p>An Origin is compared with the list as a whole, byte for byte in the form in which browsers write it ({@link Origin}); anything
 * else is refused. Pages of the very host the request was sent to may always connect. {@code *} allows every page. A request without
 * Origin does not come from a page, and is let through: its token decides.
 */
public final class Origins {
    /** Whatever comes, however often. */
    static final Origins EVERY = new Origins(List.of("*"));

    private final boolean any;
    private final Set<String> allowed;

    /** @throws IllegalArgumentException naming the entry that is not an origin */
    public Origins(List<String> allowed) {
        this.any = allowed.contains(Origin.ANY);
        this.allowed = allowed.stream()
                .filter(entry -> !entry.equals(Origin.ANY))
                .map(Origins::canonical)
                .collect(Collectors.toUnmodifiableSet());
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
        return Origin.isOne(origin) && (isAt("http://" + host, origin) || isAt("https://" + host, origin));
    }

    private static boolean isAt(String address, String origin) {
        return Origin.of(address).equals(Optional.of(origin));
    }

    private static String canonical(String entry) {
        return Origin.of(entry)
                .orElseThrow(() -> new IllegalArgumentException(
                        "not an origin: '" + entry + "' (expected scheme://host or scheme://host:port, or *)"));
    }
}
