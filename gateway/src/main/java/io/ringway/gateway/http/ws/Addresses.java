package io.ringway.gateway.http.ws;

import io.ringway.gateway.config.Network;
import io.ringway.gateway.limits.ClientAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which client is behind a connection. A proxy that is trusted says so in X-Forwarded-For; what anybody else writes there is
 * not believed, since then everybody could be whoever he likes. Any thread.
 */
public final class Addresses {
    private static final Logger LOG = LoggerFactory.getLogger(Addresses.class);

    private final List<Network> trusted;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param trusted addresses and networks of proxies, as {@link Network#parse} reads them */
    public Addresses(List<String> trusted) {
        this.trusted =
                trusted.stream().flatMap(text -> Network.parse(text).stream()).toList();
    }

    /** @param forwarded the values of X-Forwarded-For, in order; each proxy adds whom it was asked by at the end */
    ClientAddress client(@Nullable SocketAddress peer, List<String> forwarded) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return ClientAddress.UNKNOWN;
        }
        InetAddress client = inet.getAddress();
        if (forwarded.isEmpty()) {
            return ClientAddress.of(client);
        }
        if (!isTrusted(client)) {
            warn(client);
        }
        String[] hops = String.join(",", forwarded).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            InetAddress before = ClientAddress.parse(hops[i].trim()).orElse(null);
            if (before == null) {
                break;
            }
            client = before;
        }
        // What a header says is this machine is not: no limit would be for it.
        return ClientAddress.of(client).from(client.equals(inet.getAddress()));
    }

    private boolean isTrusted(InetAddress address) {
        byte[] bytes = address.getAddress();
        return trusted.stream().anyMatch(network -> network.contains(bytes));
    }

    private void warn(InetAddress proxy) {
        if (!proxy.isLoopbackAddress() && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "{} sends X-Forwarded-For and is not in http.trusted_proxies: all that comes from it counts as one"
                            + " client. If it is your proxy, list it there. This is said once",
                    proxy.getHostAddress());
        }
    }
}
