package io.ringway.gateway.session.doors;

import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.peerjs.PeerJsDialect;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.SocketHandler;
import io.ringway.gateway.session.clients.TokenRefusal;
import io.ringway.gateway.session.node.Node;
import io.ringway.gateway.session.peers.Fingerprint;
import io.ringway.gateway.session.peers.PeerSocket;
import io.ringway.gateway.session.peers.RefusedPeer;
import io.vertx.core.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The front door for the PeerJS client: id, token and key in the query, and every refusal in a frame. The token is a random
 * text, by which the client is known again; or, where the app says so, a JWT, which says whose peer it is.
 */
public final class PeerDoor implements FrontDoor {
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*");
    private static final int MAX_TOKEN_CHARS = 16_384;

    /** What these clients signal is not looked into, so that nothing would hold back their addresses. */
    private static final String RELAYS_ONLY =
            "Calls go through relays alone here, and PeerJS clients cannot be told so";

    private final Node node;
    private final TokenVerifier tokens;
    private final String key;
    private final Tenant tenant;

    /**
     * @param key what clients have to bring
     * @param tenant of those without a JWT
     */
    public PeerDoor(Node node, TokenVerifier tokens, String key, Tenant tenant) {
        this.node = node;
        this.tokens = tokens;
        this.key = key;
        this.tenant = tenant;
    }

    @Override
    public Future<Admission> admit(Handshake handshake) {
        if (!node.ready()) {
            return Future.succeededFuture(
                    new Admission.Refuse(ErrorCode.UNAVAILABLE, "this node is not part of its cluster; try another"));
        }
        String id = handshake.query().get("id");
        String token = handshake.query().get("token");
        String given = handshake.query().get("key");
        if (isMissing(id) || isMissing(token) || isMissing(given)) {
            return accept(new RefusedPeer(PeerJsDialect.INCOMPLETE));
        }
        if (!key.equals(given)) {
            node.guessed(handshake.address());
            return accept(new RefusedPeer(PeerJsDialect.INVALID_KEY));
        }
        if (!Names.isUserId(id) || token.length() > MAX_TOKEN_CHARS) {
            return accept(new RefusedPeer("An id has at most 256 characters, none of them a control character"));
        }
        return JWT.matcher(token).matches() ? known(handshake.address(), id, token) : accept(stranger(id, token));
    }

    private static boolean isMissing(@Nullable String parameter) {
        return parameter == null || parameter.isEmpty();
    }

    private SocketHandler stranger(String id, String token) {
        if (node.ice().relayOnly(tenant)) {
            return new RefusedPeer(RELAYS_ONLY);
        }
        Name name = new Name(tenant, id);
        return new PeerSocket(node.peering(), node.newMeter(), name, Fingerprint.ofToken(name, token), null);
    }

    /** A bad JWT is not taken for a random text: the app believes its clients to be among themselves. */
    private Future<Admission> known(ClientAddress from, String id, String token) {
        return tokens.verify(token, from)
                .onFailure(cause -> node.refused(from, cause))
                .map(principal -> handler(id, principal))
                .otherwise(refusal -> new RefusedPeer(TokenRefusal.of(refusal).message()))
                .map(PeerDoor::accepted);
    }

    private SocketHandler handler(String id, Principal principal) {
        if (!principal.grants().allows(Action.CALL)) {
            return new RefusedPeer("The token does not allow calls");
        }
        if (node.ice().relayOnly(principal)) {
            return new RefusedPeer(RELAYS_ONLY);
        }
        Name name = new Name(principal.user().tenant(), id);
        return new PeerSocket(
                node.peering(), node.newMeter(), name, Fingerprint.ofUser(name, principal.user()), principal);
    }

    private static Future<Admission> accept(SocketHandler handler) {
        return Future.succeededFuture(accepted(handler));
    }

    private static Admission accepted(SocketHandler handler) {
        return new Admission.Accept(handler, null);
    }
}
