package io.ringway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ProtocolException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of an authenticated connection: decodes on the socket's event loop and hands commands to the hub, in
 * order.
 */
final class Connection implements SocketHandler {
    /** A client that keeps sending what is no command is not going to stop. */
    private static final int MAX_ERRORS_IN_A_ROW = 100;

    private final Node node;
    private final Dialect dialect;
    private final Principal principal;
    private final long hello;
    private @Nullable Session session;
    private int errors;

    Connection(Node node, Dialect dialect, Principal principal, long hello) {
        this.node = node;
        this.dialect = dialect;
        this.principal = principal;
        this.hello = hello;
    }

    @Override
    public void opened(Socket socket) {
        Session opened = new Session(node.newCid(), principal, dialect, socket);
        session = opened;
        node.open(opened, hello);
    }

    @Override
    public void text(ByteBuf message) {
        try {
            node.receive(session(), dialect.decode(message));
            errors = 0;
        } catch (ProtocolException notACommand) {
            refuse(notACommand);
        }
    }

    @Override
    public void binary(ByteBuf message) {
        if (!dialect.takesBinary()) {
            session().socket().close(CloseCode.UNSUPPORTED_DATA);
            return;
        }
        try {
            node.receive(session(), dialect.decodeBinary(message));
            errors = 0;
        } catch (ProtocolException notACommand) {
            refuse(notACommand);
        }
    }

    private void refuse(ProtocolException notACommand) {
        node.tell(session(), notACommand.toEvent());
        if (++errors >= MAX_ERRORS_IN_A_ROW) {
            session().socket().close(CloseCode.TOO_MANY_ERRORS);
        }
    }

    @Override
    public void closed(int code) {
        if (session != null) {
            node.close(session, code);
        }
    }

    private Session session() {
        return Objects.requireNonNull(session, "nothing arrives before the socket is open");
    }
}
