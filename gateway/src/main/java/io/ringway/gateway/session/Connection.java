package io.ringway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.ProtocolException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of an authenticated connection: decodes on the socket's event loop and hands commands to the hub, in
 * order. Which session it belongs to, a new one or one that goes on, is the hub's to say and to know.
 */
final class Connection implements SocketHandler {
    /** A client that keeps sending what is no command is not going to stop. */
    private static final int MAX_ERRORS_IN_A_ROW = 100;
    /** A client has nothing to say before its welcome; what it says all the same has to wait, up to this. */
    private static final int MAX_EARLY = 100;

    private final Node node;
    private final Dialect dialect;
    private Principal principal;
    private final Hello hello;
    private final Queue<Command> early = new ArrayDeque<>(0);
    private @Nullable Line line;
    private int errors;
    private @Nullable Session session;
    private boolean closed;

    /**
     * How the connection began.
     *
     * @param id of the request that asked for it, or {@link Command#NO_ID}
     * @param resume the wish to go on with an earlier session
     */
    record Hello(long id, Command.@Nullable Resume resume) {
        static final Hello NONE = new Hello(Command.NO_ID, null);
    }

    Connection(Node node, Dialect dialect, Principal principal, Hello hello) {
        this.node = node;
        this.dialect = dialect;
        this.principal = principal;
        this.hello = hello;
    }

    Dialect dialect() {
        return dialect;
    }

    Principal principal() {
        return principal;
    }

    /** With what the app's backend has granted. Hub only, before it has a session. */
    void principal(Principal granted) {
        principal = granted;
    }

    Hello hello() {
        return hello;
    }

    Line line() {
        return Objects.requireNonNull(line, "nothing arrives before the socket is open");
    }

    @Override
    public void opened(Socket socket) {
        line = Line.over(socket, dialect.countsFrames() && node.keepsSessions());
        node.open(this);
    }

    /** It carries this session from now on. Hub only. */
    void attach(Session carried) {
        session = carried;
    }

    /** The session, where it has one and is the one that it has; null before, and after another has taken it over. Hub only. */
    @Nullable
    Session session() {
        return session == null || !session.line().equals(line) ? null : session;
    }

    /** Whether the socket is gone. Hub only. */
    boolean isClosed() {
        return closed;
    }

    void markClosed() {
        closed = true;
        early.clear();
    }

    /** Keeps a command until there is a session; false where it is one too many. Hub only. */
    boolean keep(Command command) {
        return session != null || (early.size() < MAX_EARLY && early.add(command));
    }

    /** What came before there was a session, in order. Hub only. */
    Queue<Command> early() {
        return early;
    }

    @Override
    public void text(ByteBuf message) {
        try {
            node.receive(this, dialect.decode(message));
            errors = 0;
        } catch (ProtocolException notACommand) {
            refuse(notACommand.toEvent());
        }
    }

    @Override
    public void binary(ByteBuf message) {
        if (!dialect.takesBinary()) {
            line().close(CloseCode.UNSUPPORTED_DATA);
            return;
        }
        try {
            node.receive(this, dialect.decodeBinary(message));
            errors = 0;
        } catch (ProtocolException notACommand) {
            refuse(notACommand.toEvent());
        }
    }

    private void refuse(Event failure) {
        node.refuse(this, failure);
        if (++errors >= MAX_ERRORS_IN_A_ROW) {
            line().close(CloseCode.TOO_MANY_ERRORS);
        }
    }

    @Override
    public long mark() {
        return line().position();
    }

    @Override
    public void acknowledged(long mark) {
        line().acknowledged(mark);
    }

    @Override
    public void closed(int code) {
        if (line != null) {
            node.close(this, code);
        }
    }
}
