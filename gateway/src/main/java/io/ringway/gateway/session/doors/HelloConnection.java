package io.ringway.gateway.session.doors;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.KeyException;
import io.ringway.gateway.auth.PublishableKeys;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.auth.Visitor;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import io.ringway.gateway.session.clients.TokenRefusal;
import io.ringway.gateway.session.node.Node;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that brings its token, or its key, in the first frame: it has a few seconds to say it. Then a {@link Connection}, or a
 * {@link VisitorConnection}, takes its place; how long that takes is not its client's doing, and is bounded by who checks the token.
 * Runs on the socket's event loop.
 */
final class HelloConnection implements SocketHandler {
    private final Node node;
    private final Dialect dialect;
    private final TokenVerifier tokens;
    private final PublishableKeys keys;
    private final FrontDoor.Handshake handshake;
    private final long timeoutMillis;
    private @Nullable Socket socket;
    private @Nullable SocketHandler next;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean greeted;
    private boolean closed;

    HelloConnection(
            Node node,
            Dialect dialect,
            TokenVerifier tokens,
            PublishableKeys keys,
            FrontDoor.Handshake handshake,
            long timeoutMillis) {
        this.node = node;
        this.dialect = dialect;
        this.tokens = tokens;
        this.keys = keys;
        this.handshake = handshake;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void opened(Socket opened) {
        socket = opened;
        timeout = opened.loop().schedule(this::timeOut, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void timeOut() {
        socket().close(CloseCode.HELLO_TIMEOUT);
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void text(ByteBuf message) {
        if (next != null) {
            next.text(message);
            return;
        }
        try {
            hello(dialect.decode(message));
        } catch (ProtocolException notACommand) {
            refuse(notACommand.toEvent());
        }
    }

    private void hello(Command command) {
        if (!greeted && command instanceof Command.HelloKey hello) {
            greeted();
            visit(hello);
        } else if (!greeted && command instanceof Command.Hello hello) {
            greeted();
            verify(hello);
        } else {
            refuse(new Event.Failed(
                    command.id(), ErrorCode.BAD_REQUEST, "say hello first, and wait for the welcome", 0));
        }
    }

    private void greeted() {
        greeted = true;
        stopTimeout();
    }

    private void visit(Command.HelloKey hello) {
        try {
            PublishableKeys.Wish wish = RingwayDoor.wish(node, handshake, hello.key(), hello.userId(), hello.resume());
            Visitor visitor = keys.admit(
                    hello.key(), handshake.origin(), handshake.address().network(), wish);
            open(new VisitorConnection(node, dialect, visitor, new Connection.Hello(hello.id(), hello.resume())));
        } catch (KeyException refusal) {
            node.refused(handshake.address(), refusal);
            refuse(
                    new Event.Failed(hello.id(), refusal.code(), refusal.getMessage(), 0),
                    KeyRefusal.close(refusal.code()));
        }
    }

    private void verify(Command.Hello hello) {
        if (handshake.foreign()) {
            refuse(
                    new Event.Failed(
                            hello.id(), ErrorCode.ORIGIN_NOT_ALLOWED, "pages of this origin may not connect", 0),
                    CloseCode.ORIGIN_NOT_ALLOWED);
            return;
        }
        tokens.verify(hello.token(), handshake.address())
                .onComplete(done -> socket().loop().execute(() -> {
                    if (done.succeeded()) {
                        open(new Connection(
                                node, dialect, done.result(), new Connection.Hello(hello.id(), hello.resume())));
                    } else {
                        node.refused(handshake.address(), done.cause());
                        refuse(hello.id(), done.cause());
                    }
                }));
    }

    private void open(SocketHandler connection) {
        if (!closed) {
            next = connection;
            connection.opened(socket());
        }
    }

    private void refuse(long id, Throwable cause) {
        TokenRefusal refusal = TokenRefusal.of(cause);
        refuse(
                new Event.Failed(id, refusal.code(), refusal.message(), TokenRefusal.retryAfterMillis(cause)),
                refusal.close());
    }

    /** Of one who does not say hello: no token was looked at, so nothing is said of one. */
    private void refuse(Event.Failed failure) {
        refuse(failure, CloseCode.TOO_MANY_ERRORS);
    }

    private void refuse(Event.Failed failure, CloseCode close) {
        Frame frame = dialect.encode(failure);
        if (frame != null) {
            socket().write(frame);
            frame.release();
        }
        socket().close(close, failure.retryAfterMs());
    }

    @Override
    public void binary(ByteBuf message) {
        if (next != null) {
            next.binary(message);
        } else {
            refuse(new Event.Failed(Command.NO_ID, ErrorCode.BAD_REQUEST, "say hello first", 0));
        }
    }

    @Override
    public @Nullable UserId user() {
        return next == null ? null : next.user();
    }

    @Override
    public long mark() {
        return next == null ? 0 : next.mark();
    }

    @Override
    public void acknowledged(long mark) {
        if (next != null) {
            next.acknowledged(mark);
        }
    }

    @Override
    public void closed(int code) {
        closed = true;
        stopTimeout();
        if (next != null) {
            next.closed(code);
        }
    }

    @Override
    public void gone() {
        if (next != null) {
            next.gone();
        }
    }

    private Socket socket() {
        return Objects.requireNonNull(socket, "nothing arrives before the socket is open");
    }
}
