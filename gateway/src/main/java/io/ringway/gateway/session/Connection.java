package io.ringway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.ProtocolException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of an authenticated connection: decodes on the socket's event loop and hands commands to the hub, in
 * order. Which session it belongs to, a new one or one that goes on, is the hub's to say and to know.
 */
public final class Connection implements SocketHandler {
    /** A client that keeps sending what is no command is not going to stop. */
    private static final int MAX_ERRORS_IN_A_ROW = 100;

    private static final AtomicLong OPENED = new AtomicLong();

    private final long number = OPENED.incrementAndGet();
    private final Reception node;
    private final Dialect dialect;
    private Principal principal;
    private final Hello hello;
    private final Early early = new Early();
    private final Meter meter;
    private @Nullable Line line;
    private int errors;
    /** Whether it is being closed because it floods: what still comes has not been heard. */
    private boolean deaf;

    private @Nullable Session session;
    private boolean closed;
    private @Nullable Consumer<@Nullable Command> whenSpeaking;
    /** Whether the client has shown that its welcome came. On the socket's loop. */
    private boolean confirmed;

    /**
     * How the connection began.
     *
     * @param id of the request that asked for it, or {@link Command#NO_ID}
     * @param resume the wish to go on with an earlier session
     */
    public record Hello(long id, Command.@Nullable Resume resume) {
        public static final Hello NONE = new Hello(Command.NO_ID, null);
    }

    public Connection(Reception node, Dialect dialect, Principal principal, Hello hello) {
        this.node = node;
        this.dialect = dialect;
        this.principal = principal;
        this.hello = hello;
        this.meter = node.newMeter();
    }

    public Dialect dialect() {
        return dialect;
    }

    public Principal principal() {
        return principal;
    }

    /** Any thread: what it is granted changes nothing of this. */
    @Override
    public UserId user() {
        return principal.user();
    }

    /** With what the app's backend has granted. Hub only, before it has a session. */
    public void principal(Principal granted) {
        principal = granted;
    }

    public Hello hello() {
        return hello;
    }

    public Line line() {
        return Objects.requireNonNull(line, "nothing arrives before the socket is open");
    }

    @Override
    public void opened(Socket socket) {
        line = Line.over(socket, dialect.countsFrames() && node.keepsSessions());
        node.open(this);
    }

    /** It carries this session from now on. Hub only. */
    public void attach(Session carried) {
        session = carried;
        carried.carrier(number);
    }

    /** Those that began later have higher ones. */
    public long number() {
        return number;
    }

    /** The session, where it has one and is the one that it has; null before, and after another has taken it over. Hub only. */
    public @Nullable Session session() {
        return session == null || !session.line().equals(line) ? null : session;
    }

    /** Whether the socket is gone. Hub only. */
    public boolean isClosed() {
        return closed;
    }

    public void markClosed() {
        closed = true;
        early.clear();
    }

    /** Keeps a frame until there is a session; false where it is one too many. Hub only. */
    public boolean keep(Early.Said said) {
        boolean isKept = session != null || early.add(said);
        speaks();
        return isKept;
    }

    /**
     * Who is told, once, that the client has said something before it has a session, now where it has already: the
     * command that it said first, null where that was none. Hub only.
     */
    public void whenSpeaking(Consumer<@Nullable Command> listener) {
        whenSpeaking = listener;
        if (!early.isEmpty()) {
            speaks();
        }
    }

    /** The client has said something, or was waited for long enough. Hub only. */
    public void speaks() {
        Consumer<@Nullable Command> listener = whenSpeaking;
        whenSpeaking = null;
        if (listener != null) {
            listener.accept(early.first());
        }
    }

    /** What came before there was a session, in order. Hub only. */
    public Early early() {
        return early;
    }

    @Override
    public void text(ByteBuf message) {
        // Reading it may leave nothing of it.
        int bytes = message.readableBytes();
        try {
            receive(dialect.decode(message), bytes);
        } catch (ProtocolException notACommand) {
            refuse(notACommand, bytes);
        }
    }

    @Override
    public void binary(ByteBuf message) {
        if (!dialect.takesBinary()) {
            line().close(CloseCode.UNSUPPORTED_DATA);
            return;
        }
        int bytes = message.readableBytes();
        try {
            receive(dialect.decodeBinary(message), bytes);
        } catch (ProtocolException notACommand) {
            refuse(notACommand, bytes);
        }
    }

    /** Counted here, on the event loop: the hub's queue has no bound, and a flood must not reach it. */
    private void receive(Command command, int bytes) {
        errors = 0;
        if (passes(Meter.Kind.of(command), bytes, command.id())) {
            node.receive(this, command);
        }
    }

    private boolean passes(Meter.Kind kind, int bytes, long id) {
        long wait = meter.take(kind, bytes, node.now());
        if (wait == 0 || deaf) {
            return !deaf;
        }
        node.limited(kind);
        if (meter.isDeaf(node.now())) {
            deaf = true;
            node.flooded(this);
        } else {
            node.refuse(this, new Event.Failed(id, ErrorCode.RATE_LIMITED, "too many requests", wait));
        }
        return false;
    }

    private void refuse(ProtocolException notACommand, int bytes) {
        if (passes(Meter.Kind.REQUESTS, bytes, notACommand.toEvent().id())) {
            node.refuse(this, notACommand.toEvent());
        }
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
        // The welcome was sent before the ping that this answers, but for a ping that found no session yet.
        if (!confirmed && line().isAttached()) {
            confirmed = true;
            node.confirmed(this);
        }
    }

    @Override
    public void closed(int code) {
        if (line != null) {
            node.close(this, code);
        }
    }
}
