package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import io.ringway.cluster.UserId;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.SocketHandler;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: the only handler on its channel, apart from TLS. Loop thread only, except {@link #close(CloseCode)}.
 *
 * <p>It owns its half-read frame and nothing that is queued: that is Netty's outbound buffer, whose bound it watches. Every
 * end is bounded in time: whoever starts the closing, the connection is cut when the other side does not follow within
 * {@link SocketOptions#closeTimeout}. Where it has a full outbox to read before that, and {@link SlowOutboxes} has room for it, that
 * is {@link SocketOptions#slowTimeout}, and longer while it reads.
 */
final class ChannelSocket extends ChannelInboundHandlerAdapter implements LoopSocket, FrameSink {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelSocket.class);
    private static final int EAGER_FLUSH_BYTES = 64 * 1024;
    /** How often a client that reads what waited has its time once more. */
    private static final int READING = 2;

    private enum State {
        OPEN,
        /** Our close frame is on its way; only the peer's is still of interest. */
        CLOSING,
        /** What the peer sends is not understood or not wanted any more. */
        DEAF
    }

    private final SocketLoop home;
    private final Channel channel;
    private final ClientAddress address;
    private final SocketHandler handler;
    private final String dialect;
    private final FrameReader reader = new FrameReader();
    private final Pulse pulse = new Pulse(this);
    private final Parting parting = new Parting();
    private final SignsOfLife signs;
    private State state = State.OPEN;
    private int unflushed;
    private boolean flushQueued;
    /** Where what waits for a client that does not read has a place. */
    private SlowOutboxes.@Nullable Place held;

    private boolean isGivenUp;
    /** Whether the handler knows that it is over. */
    private boolean isOver;

    ChannelSocket(SocketLoop home, Channel channel, ClientAddress address, SocketHandler handler, String dialect) {
        this.home = home;
        this.channel = channel;
        this.address = address;
        this.handler = handler;
        this.dialect = dialect;
        this.signs = new SignsOfLife(this, channel, parting);
    }

    /** The handler is in the pipeline and the upgrade answered, though not yet flushed. */
    void start() {
        home.opened(pulse, dialect);
        Channels.keepKernelQueueShort(channel);
        queueFlush();
        guarded(() -> handler.opened(this));
    }

    @Override
    public EventLoop loop() {
        return home.loop();
    }

    @Override
    public ClientAddress address() {
        return address;
    }

    @Override
    public void write(Frame frame) {
        if (state != State.OPEN) {
            return;
        }
        int size = frame.size();
        if (!hasRoom(size)) {
            giveUp();
            return;
        }
        home.sent(size);
        enqueue(frame.wire().retainedDuplicate(), size);
    }

    private boolean hasRoom(int size) {
        return waiting() + size <= home.options().outboxBytes();
    }

    @Override
    public long waiting() {
        ChannelOutboundBuffer outbox = channel.unsafe().outboundBuffer();
        return outbox == null ? 0 : outbox.totalPendingWriteBytes();
    }

    private void enqueue(ByteBuf bytes, int size) {
        Channels.write(channel, bytes);
        unflushed += size;
        if (unflushed > EAGER_FLUSH_BYTES) {
            flush();
        } else {
            queueFlush();
        }
    }

    private void queueFlush() {
        if (!flushQueued) {
            flushQueued = true;
            home.flushLater(this);
        }
    }

    @Override
    public void flush() {
        flushQueued = false;
        unflushed = 0;
        home.flushed();
        channel.flush();
    }

    @Override
    public void ping() {
        if (state == State.OPEN) {
            long mark = handler.mark();
            ByteBuf ping = mark == 0 ? ControlFrames.ping() : ControlFrames.ping(channel.alloc(), mark);
            enqueue(ping, ping.readableBytes());
            parting.pinged();
        }
    }

    @Override
    public void probe(Consumer<Boolean> isThere) {
        signs.probe(isThere);
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN && channel.isActive();
    }

    @Override
    public void close(CloseCode code, long retryAfterMillis) {
        if (loop().inEventLoop()) {
            closeNow(code, retryAfterMillis);
        } else {
            loop().execute(() -> closeNow(code, retryAfterMillis));
        }
    }

    @Override
    public Party party() {
        UserId user = handler.user();
        return user == null ? new Party.Address(address.network()) : new Party.User(user);
    }

    /** Without a close frame: it would come behind what is thrown away. */
    @Override
    public void cut() {
        if (state == State.OPEN) {
            home.server().metrics().slowConsumer();
            state = State.CLOSING;
            parting.told(CloseCode.SLOW_CONSUMER);
        }
        home.server().metrics().memory().cut();
        Channels.close(channel);
    }

    private void closeNow(CloseCode code, long retryAfterMillis) {
        if (state == State.OPEN) {
            if (parting.asks(code)) {
                Channels.write(channel, ControlFrames.lastPing(channel.alloc()));
            }
            say(code, retryAfterMillis);
            cutLater();
        } else if (isGivenUp && home.server().isDraining()) {
            // A server that stops waits for it no longer than for any other.
            cutLater();
        }
    }

    private void say(CloseCode code, long retryAfterMillis) {
        state = State.CLOSING;
        parting.told(code);
        Channels.writeAndFlush(channel, ControlFrames.close(channel.alloc(), code, retryAfterMillis));
    }

    /**
     * The client does not read. Whoever is behind this socket goes on without it from now on, and what waits stays for a while, the
     * close frame last: a client that reads again gets all of it, and learns why it was closed.
     */
    private void giveUp() {
        home.server().metrics().slowConsumer();
        say(CloseCode.SLOW_CONSUMER, 0);
        isGivenUp = true;
        long waiting = waiting();
        held = home.slow().hold(handler.user(), address, waiting);
        if (held == null) {
            cutLater();
        } else {
            cutUnlessItReads(waiting, READING);
        }
        // Not now: the handler is writing.
        loop().execute(this::over);
    }

    /** When its time is over, and not in the midst of its reading, which may be slow, as its way, or this loop. */
    private void cutUnlessItReads(long waited, int times) {
        Channels.later(channel, home.options().slowTimeout(), () -> {
            long waiting = waiting();
            if (waiting < waited && times > 0) {
                cutUnlessItReads(waiting, times - 1);
            } else {
                Channels.close(channel);
            }
        });
    }

    private void over() {
        if (!isOver) {
            isOver = true;
            guarded(() -> handler.closed(parting.status()));
        }
    }

    /** Says what was wrong, then closes this side; what the peer still sends is thrown away. */
    private void fail(CloseCode code) {
        if (state == State.OPEN) {
            parting.told(code);
        }
        if (state != State.DEAF) {
            state = State.DEAF;
            LingeringClose.after(channel.writeAndFlush(ControlFrames.close(channel.alloc(), code, 0)));
            cutLater();
        }
    }

    private void cutLater() {
        Channels.closeAfter(channel, home.options().closeTimeout());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            pulse.heard(home.now());
            signs.came();
            if (state != State.DEAF) {
                guarded(() -> read(bytes));
            }
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        CloseCode violation = reader.read(bytes, home.options().frameBytes(), channel.alloc(), this);
        if (violation != null) {
            fail(violation);
        }
    }

    /** Runs what belongs to the handler in its context; a defect there ends this connection and no other. */
    private void guarded(Runnable action) {
        ContextInternal previous = home.enter();
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("A {} connection failed", dialect, e);
            fail(CloseCode.INTERNAL_ERROR);
        } catch (OutOfMemoryError e) {
            // There is none for a close frame, either.
            home.server().metrics().memory().ranOut(e);
            Channels.close(channel);
        } finally {
            home.leave(previous);
        }
    }

    @Override
    public boolean reading() {
        return state != State.DEAF;
    }

    @Override
    public void text(ByteBuf message) {
        if (state == State.OPEN) {
            home.received(message.readableBytes());
            handler.text(message);
        }
    }

    @Override
    public void binary(ByteBuf message) {
        if (state == State.OPEN) {
            home.received(message.readableBytes());
            handler.binary(message);
        }
    }

    @Override
    public void ping(ByteBuf payload) {
        if (state != State.OPEN) {
            return;
        }
        int size = 2 + payload.readableBytes();
        if (hasRoom(size)) {
            enqueue(ControlFrames.pong(channel.alloc(), payload), size);
        } else {
            giveUp();
        }
    }

    @Override
    public void pong(ByteBuf payload) {
        parting.ponged(payload);
        long mark = ControlFrames.mark(payload);
        if (mark > 0 && !isOver) {
            handler.acknowledged(mark);
        }
    }

    @Override
    public void close(ByteBuf payload) {
        CloseCode fault = ControlFrames.fault(payload);
        if (fault != null) {
            fail(fault);
            return;
        }
        int status = ControlFrames.status(payload);
        if (state == State.CLOSING) {
            parting.answered(status);
            Channels.close(channel);
        } else {
            parting.said(status);
            answerClose(status);
        }
        state = State.DEAF;
    }

    private void answerClose(int status) {
        channel.writeAndFlush(ControlFrames.closeAnswer(channel.alloc(), status))
                .addListener(ChannelFutureListener.CLOSE);
        cutLater();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        state = State.DEAF;
        reader.release();
        if (held != null) {
            home.slow().giveBack(held);
            held = null;
        }
        home.closed(pulse, dialect, parting.label(), address);
        over();
        guarded(handler::gone);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // The server is told to stop, and sends its connections away itself, some at a time.
        if (!(event instanceof ShutdownEvent)) {
            ReferenceCountUtil.release(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A {} connection broke: {}", dialect, cause.toString());
        if (cause instanceof OutOfMemoryError none) {
            home.server().metrics().memory().ranOut(none);
        }
        Channels.close(channel);
    }
}
