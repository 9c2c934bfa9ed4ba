package io.ringway.gateway.http.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Vert.x's HTTP codec and Vert.x's HTTP connection: sends WebSocket handshakes aside and lets everything
 * else through, and gives slow clients a deadline for each request, head and body, however they drip it. Loop thread only.
 */
public final class HttpGate extends ChannelDuplexHandler {
    private final SocketLoop home;
    private final Duration requestTimeout;
    private final Duration keepAliveTimeout;
    private int inFlight;
    private boolean bodyDue;
    private @Nullable Future<?> deadline;

    private HttpGate(SocketLoop home, Duration requestTimeout, Duration keepAliveTimeout) {
        this.home = home;
        this.requestTimeout = requestTimeout;
        this.keepAliveTimeout = keepAliveTimeout;
    }

    /**
     * @param requestTimeout from accepting the connection, or from a request's head, to its end
     * @param keepAliveTimeout from an answer to the head of the next request
     */
    public static void install(
            HttpConnection connection, SocketLoop home, Duration requestTimeout, Duration keepAliveTimeout) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.pipeline().addBefore("handler", "gate", new HttpGate(home, requestTimeout, keepAliveTimeout));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        expect(ctx, requestTimeout);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        calm();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        calm();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            Door door = home.server().door(UpgradeRequest.pathOf(request.uri()));
            if (door != null && request.decoderResult().isSuccess()) {
                upgrade(ctx, request, door);
                return;
            }
            inFlight++;
            bodyDue = true;
            expect(ctx, requestTimeout);
        }
        if (message instanceof LastHttpContent) {
            bodyDue = false;
            rest(ctx);
        }
        ctx.fireChannelRead(message);
    }

    private void upgrade(ChannelHandlerContext ctx, HttpRequest request, Door door) {
        if (inFlight > 0) {
            Channels.close(ctx.channel()); // a handshake behind an unanswered request: nobody sane does that
            return;
        }
        PendingUpgrade.takeOver(
                ctx,
                home,
                new UpgradeRequest(
                        request.method().name(),
                        request.protocolVersion().text(),
                        request.uri(),
                        request.headers()::getAll),
                door);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (isEndOfAnswer(message)) {
            inFlight--;
            rest(ctx);
        }
        var unused = ctx.write(message, promise);
    }

    /** Nothing to wait for while an answer is being made; and the next request, when nothing is left to answer. */
    private void rest(ChannelHandlerContext ctx) {
        if (inFlight == 0 && !bodyDue) {
            expect(ctx, keepAliveTimeout);
        } else if (!bodyDue) {
            calm();
        }
    }

    private static boolean isEndOfAnswer(Object message) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        return message instanceof LastHttpContent && !interim;
    }

    private void expect(ChannelHandlerContext ctx, Duration timeout) {
        calm();
        deadline =
                ctx.executor().schedule(() -> Channels.close(ctx.channel()), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void calm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
