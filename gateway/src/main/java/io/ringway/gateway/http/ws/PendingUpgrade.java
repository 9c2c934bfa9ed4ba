package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.FrontDoor.Admission;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection between its handshake and its answer. It has taken the channel over: Vert.x's HTTP handlers are gone, and
 * whatever arrives early is kept for the {@link ChannelSocket} that follows. While a front door thinks, nothing is read
 * from the network. Loop thread only.
 */
final class PendingUpgrade extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PendingUpgrade.class);
    private static final Refusal DRAINING = Refusal.of(ErrorCode.UNAVAILABLE, "this node is shutting down");
    private static final String NAME = "websocket";

    private final SocketLoop home;
    private final Channel channel;
    private final UpgradeRequest request;
    private final Door door;
    private final ClientAddress address;
    private final Queue<ByteBuf> early = new ArrayDeque<>(0);
    private boolean reserved;
    private boolean settled;

    private PendingUpgrade(SocketLoop home, Channel channel, UpgradeRequest request, Door door) {
        this.home = home;
        this.channel = channel;
        this.request = request;
        this.door = door;
        this.address = home.server().addresses().client(channel.remoteAddress(), request.values("x-forwarded-for"));
    }

    /** Takes the channel over in place of the given handler, and answers the request. */
    static void takeOver(ChannelHandlerContext gate, SocketLoop home, UpgradeRequest request, Door door) {
        PendingUpgrade pending = new PendingUpgrade(home, gate.channel(), request, door);
        ChannelPipeline pipeline = gate.pipeline();
        pipeline.replace(gate.handler(), NAME, pending);
        pipeline.remove("handler");
        pipeline.remove("httpEncoder");
        if (pipeline.get("chunkedWriter") != null) {
            pipeline.remove("chunkedWriter");
        }
        pipeline.remove("httpDecoder"); // last: it hands on what it has not decoded
        pending.decide();
    }

    private void decide() {
        Refusal objection = request.objection(
                door.judgesOrigins() ? Origins.EVERY : home.server().origins());
        if (objection != null) {
            refuse(objection);
        } else if (home.server().isDraining()) {
            refuse(DRAINING);
        } else {
            enter();
        }
    }

    private void enter() {
        switch (home.server().gate().enter(address, System.currentTimeMillis())) {
            case AddressGate.Entry.Refused(var reason, long retryAfter) -> {
                home.server().metrics().limited(reason);
                refuse(Refusal.rateLimited("too many connections from this address", retryAfter));
            }
            case AddressGate.Entry.Taken taken -> {
                if (home.server().reserve()) {
                    reserved = true;
                    admit();
                } else {
                    home.server().gate().exit(address);
                    refuse(Refusal.of(ErrorCode.UNAVAILABLE, "this node has no room for another connection"));
                }
            }
        }
    }

    private void admit() {
        Future<Admission> admission = Handshakes.admit(home, door, request, address);
        if (admission.isComplete()) {
            settle(admission);
            return;
        }
        channel.config().setAutoRead(false);
        Channels.later(
                channel, home.options().admitTimeout(), () -> settle(Future.failedFuture("no admission in time")));
        admission.onComplete(result -> {
            if (home.loop().inEventLoop()) {
                settle(result);
            } else {
                home.loop().execute(() -> settle(result));
            }
        });
    }

    private void settle(AsyncResult<Admission> result) {
        if (settled) {
            return;
        }
        settled = true;
        if (result.failed()) {
            LOG.warn("No decision on a {} handshake: {}", door.dialect(), String.valueOf(result.cause()));
            refuse(Refusal.of(ErrorCode.UNAVAILABLE, "the handshake could not be decided"));
            return;
        }
        if (home.server().isDraining()) {
            refuse(DRAINING);
            return;
        }
        switch (result.result()) {
            case Admission.Accept accept -> accept(accept);
            case Admission.Refuse refuse -> refuse(refusal(refuse));
        }
    }

    /** Who keeps guessing is told to stop rather than whether this guess was right. */
    private Refusal refusal(Admission.Refuse refuse) {
        boolean isGuess = refuse.code() == ErrorCode.BAD_TOKEN || refuse.code() == ErrorCode.BAD_KEY;
        long wait = isGuess ? home.server().gate().distrusted(address, System.currentTimeMillis()) : 0;
        if (wait == 0) {
            return Refusal.of(refuse.code(), refuse.message(), refuse.retryAfterMillis());
        }
        home.server().metrics().limited(AddressGate.Reason.AUTH_FAILURES);
        return Refusal.rateLimited("too many bad tokens from this address", wait);
    }

    private void accept(Admission.Accept accept) {
        Channels.write(channel, Responses.switching(channel.alloc(), request.key(), accept.subProtocol()));
        home.take(channel, NAME, address, accept.handler(), door.dialect());
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            channel.pipeline().fireChannelRead(bytes);
        }
        channel.config().setAutoRead(true);
    }

    private void refuse(Refusal refusal) {
        settled = true;
        releasePlace();
        home.server().metrics().refused(refusal.status());
        dropEarly();
        channel.config().setAutoRead(true);
        LingeringClose.after(channel.writeAndFlush(Responses.refused(channel.alloc(), refusal)));
        Channels.closeAfter(channel, home.options().closeTimeout());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && !settled) {
            early.add(bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        settled = true;
        releasePlace();
        dropEarly();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A {} handshake broke: {}", door.dialect(), cause.toString());
        Channels.close(channel);
    }

    private void releasePlace() {
        if (reserved) {
            reserved = false;
            home.server().release(address);
        }
    }

    private void dropEarly() {
        early.forEach(ByteBuf::release);
        early.clear();
    }
}
