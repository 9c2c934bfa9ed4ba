package io.ringway.gateway.http.ws;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.FrontDoor.Admission;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.internal.ContextInternal;

/** Asks a front door about a handshake, in its loop's context, whatever the door does. */
final class Handshakes {
    private Handshakes() {}

    static Future<Admission> admit(SocketLoop home, Door door, UpgradeRequest request, ClientAddress address) {
        MultiMap query;
        try {
            query = query(request.uri());
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(
                    new Admission.Refuse(ErrorCode.BAD_REQUEST, "the query is not valid percent-encoding"));
        }
        ContextInternal previous = home.enter();
        try {
            return door.frontDoor()
                    .admit(new FrontDoor.Handshake(
                            request.path(),
                            query,
                            request.subProtocols(),
                            address,
                            request.origin(),
                            request.isForeign(home.server().origins())));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        } finally {
            home.leave(previous);
        }
    }

    private static MultiMap query(String uri) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        new QueryStringDecoder(uri).parameters().forEach(query::add);
        return query;
    }
}
