package io.ringway.gateway.session;

import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides on a WebSocket handshake of one path, before the upgrade. */
public interface FrontDoor {
    /** Runs on the connection's event loop, and completes there. A failed future refuses with {@link ErrorCode#INTERNAL}. */
    Future<Admission> admit(Handshake handshake);

    /**
     * A handshake whose Origin was already found acceptable, unless it is said to be foreign.
     *
     * @param query decoded query parameters
     * @param subProtocols offered sub-protocols, in order
     * @param address where it comes from, for limits
     * @param origin the Origin header as it came; null where there was none, or more than one
     * @param foreign whether pages of that origin may not connect by the list of origins
     */
    record Handshake(
            String path,
            MultiMap query,
            List<String> subProtocols,
            ClientAddress address,
            @Nullable String origin,
            boolean foreign) {}

    sealed interface Admission {
        /** Upgrade, answer with this sub-protocol if any, and hand the socket to the handler. */
        record Accept(SocketHandler handler, @Nullable String subProtocol) implements Admission {}

        /**
         * Answer with the code's HTTP status and a JSON error; no upgrade.
         *
         * @param retryAfterMillis when to try again; 0 for what is usual with the code
         */
        record Refuse(ErrorCode code, String message, long retryAfterMillis) implements Admission {
            public Refuse(ErrorCode code, String message) {
                this(code, message, 0);
            }
        }
    }
}
