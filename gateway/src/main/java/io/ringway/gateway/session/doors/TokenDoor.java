package io.ringway.gateway.session.doors;

import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.clients.TokenRefusal;
import io.ringway.gateway.session.node.Node;
import io.vertx.core.Future;

/**
 * A front door whose clients bring their token in the query, and learn of a bad one by the handshake's status: such clients
 * take a socket that opened for a success, and come back for ever.
 */
public final class TokenDoor implements FrontDoor {
    private final Node node;
    private final Dialect dialect;
    private final TokenVerifier tokens;

    public TokenDoor(Node node, Dialect dialect, TokenVerifier tokens) {
        this.node = node;
        this.dialect = dialect;
        this.tokens = tokens;
    }

    @Override
    public Future<Admission> admit(Handshake handshake) {
        String token = handshake.query().get("token");
        if (token == null) {
            return Future.succeededFuture(new Admission.Refuse(ErrorCode.BAD_TOKEN, "a token is needed: ?token="));
        }
        if (!node.ready()) {
            return Future.succeededFuture(
                    new Admission.Refuse(ErrorCode.UNAVAILABLE, "this node is not part of its cluster; try another"));
        }
        return tokens.verify(token, handshake.address())
                .onFailure(cause -> node.refused(handshake.address(), cause))
                .<Admission>map(principal ->
                        new Admission.Accept(new Connection(node, dialect, principal, Connection.Hello.NONE), null))
                .otherwise(TokenRefusal::admission);
    }
}
