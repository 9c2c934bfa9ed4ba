package io.ringway.gateway.session.doors;

import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.PublishableKeys;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.auth.Visitor;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.SocketHandler;
import io.ringway.gateway.session.clients.TokenRefusal;
import io.ringway.gateway.session.node.Node;
import io.vertx.core.Future;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The native front door: sub-protocol {@code ringway.v1}; the token as {@code bearer.<jwt>} sub-protocol, in the query, or
 * in the first frame; the wish to go on with a session as {@code resume.<received>.<token>} sub-protocol, or in the first
 * frame too.
 * A publishable key may stand in the token's place, as {@code key.<key>}.
 */
public final class RingwayDoor implements FrontDoor {
    public static final String SUB_PROTOCOL = "ringway.v1";
    private static final String BEARER = "bearer.";
    private static final Pattern RESUME = Pattern.compile("resume\\.(\\d{1,15})\\.(.+)");
    private static final String KEY = "key.";

    private final Node node;
    private final Dialect dialect;
    private final TokenVerifier tokens;
    private final PublishableKeys keys;
    private final long helloTimeoutMillis;

    public RingwayDoor(
            Node node, Dialect dialect, TokenVerifier tokens, PublishableKeys keys, long helloTimeoutMillis) {
        this.node = node;
        this.dialect = dialect;
        this.tokens = tokens;
        this.keys = keys;
        this.helloTimeoutMillis = helloTimeoutMillis;
    }

    @Override
    public Future<Admission> admit(Handshake handshake) {
        List<String> offered = handshake.subProtocols();
        String answer = offered.contains(SUB_PROTOCOL) ? SUB_PROTOCOL : null;
        if (answer == null && !offered.isEmpty()) {
            return refuse(ErrorCode.BAD_REQUEST, "this server speaks the sub-protocol " + SUB_PROTOCOL);
        }
        if (!node.ready()) {
            return refuse(ErrorCode.UNAVAILABLE, "this node is not part of its cluster; try another");
        }
        String token = shown(handshake, BEARER, "token");
        String key = shown(handshake, KEY, "key");
        if (token != null && key != null) {
            return refuse(ErrorCode.BAD_REQUEST, "either a token or a key");
        }
        if (key != null) {
            return visit(handshake, key, answer);
        }
        if (handshake.foreign() && (token != null || keys.isEmpty())) {
            return refuse(ErrorCode.FORBIDDEN, "pages of this origin may not connect");
        }
        return token == null
                ? accept(new HelloConnection(node, dialect, tokens, keys, handshake, helloTimeoutMillis), answer)
                : tokens.verify(token, handshake.address())
                        .onFailure(cause -> node.refused(handshake.address(), cause))
                        .<Admission>map(principal -> new Admission.Accept(
                                new Connection(node, dialect, principal, hello(handshake)), answer))
                        .otherwise(TokenRefusal::admission);
    }

    private static Connection.Hello hello(Handshake handshake) {
        for (String offered : handshake.subProtocols()) {
            Matcher resume = RESUME.matcher(offered);
            if (resume.matches()) {
                return new Connection.Hello(
                        Command.NO_ID, new Command.Resume(resume.group(2), Long.parseLong(resume.group(1))));
            }
        }
        return Connection.Hello.NONE;
    }

    private Future<Admission> visit(Handshake handshake, String key, @Nullable String subProtocol) {
        try {
            Connection.Hello hello = hello(handshake);
            PublishableKeys.Wish wish = wish(node, handshake, key, null, hello.resume());
            Visitor visitor =
                    keys.admit(key, handshake.origin(), handshake.address().network(), wish);
            return accept(new VisitorConnection(node, dialect, visitor, hello), subProtocol);
        } catch (KeyException refusal) {
            node.refused(handshake.address(), refusal);
            return refuse(refusal.code(), refusal.getMessage());
        }
    }

    /** Who a visitor wants to be. A resume token was given to one user alone, for one key: it proves who its bearer was. */
    static PublishableKeys.Wish wish(
            Node node, Handshake handshake, String key, @Nullable String userId, Command.@Nullable Resume resume) {
        return new PublishableKeys.Wish(
                userId == null ? handshake.query().get("user_id") : userId,
                resume == null ? null : user -> node.isResumeTokenOf(resume.token(), user, key));
    }

    private static @Nullable String shown(Handshake handshake, String prefix, String parameter) {
        for (String offered : handshake.subProtocols()) {
            if (offered.startsWith(prefix)) {
                return offered.substring(prefix.length());
            }
        }
        return handshake.query().get(parameter);
    }

    private static Future<Admission> accept(SocketHandler handler, @Nullable String subProtocol) {
        return Future.succeededFuture(new Admission.Accept(handler, subProtocol));
    }

    private static Future<Admission> refuse(ErrorCode code, String message) {
        return Future.succeededFuture(new Admission.Refuse(code, message));
    }
}
