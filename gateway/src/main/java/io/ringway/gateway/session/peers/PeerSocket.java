package io.ringway.gateway.session.peers;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.peers.Switchboard;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerJsDialect;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The WebSocket of a PeerJS client: decodes and encodes on its event loop, and leaves the deciding to the hub. */
public final class PeerSocket implements SocketHandler {
    /** A client that keeps sending what means nothing is not going to stop. */
    private static final int MAX_ERRORS_IN_A_ROW = 100;

    private final Peering peering;
    private final Meter meter;
    private final Name name;
    private final Bytes fingerprint;
    private final @Nullable Principal principal;
    private final Cid cid;
    private @Nullable Socket socket;
    private int errors;

    /** @param principal null for a client that has shown a random text instead of a token */
    public PeerSocket(Peering peering, Meter meter, Name name, Bytes fingerprint, @Nullable Principal principal) {
        this.peering = peering;
        this.meter = meter;
        this.name = name;
        this.fingerprint = fingerprint;
        this.principal = principal;
        this.cid = peering.newCid();
    }

    @Override
    public void opened(Socket opened) {
        socket = opened;
        long expiresAtMillis = principal == null ? Long.MAX_VALUE : principal.expiresAtMillis();
        peering.open(this, new Switchboard.Ticket(name, cid, fingerprint, expiresAtMillis));
    }

    /** Whose it is, where a token says so. Any thread. */
    @Nullable
    Principal principal() {
        return principal;
    }

    @Override
    public @Nullable UserId user() {
        return principal == null ? null : principal.user();
    }

    @Override
    public void text(ByteBuf message) {
        if (meter.take(Meter.Kind.SIGNALS, message.readableBytes(), peering.now()) > 0) {
            // An error frame would have the client give up for good; after a close it may come back.
            peering.limited(Meter.Kind.SIGNALS);
            socket().close(CloseCode.RATE_LIMITED);
            return;
        }
        try {
            peering.receive(cid, PeerJsDialect.decode(message, name));
            errors = 0;
        } catch (ProtocolException notAMessage) {
            peering.refuse(cid, String.valueOf(notAMessage.getMessage()));
            if (++errors >= MAX_ERRORS_IN_A_ROW) {
                socket().close(CloseCode.TOO_MANY_ERRORS);
            }
        }
    }

    @Override
    public void binary(ByteBuf message) {
        socket().close(CloseCode.UNSUPPORTED_DATA);
    }

    /** Never at once: a socket may break while it is written to. */
    @Override
    public void closed(int code) {
        if (socket != null) {
            socket.loop().execute(() -> peering.closed(cid));
        }
    }

    /** Any thread. */
    void tell(PeerEvent event) {
        onLoop(() -> write(PeerJsDialect.frame(event, name)));
    }

    /** Any thread. A message that the socket does not take is given back. */
    void hand(Parcel parcel) {
        onLoop(() -> {
            if (!socket().isOpen() || !write(PeerJsDialect.frame(parcel))) {
                peering.dead(name, cid, parcel);
            }
        });
    }

    /** Any thread: after what was told before. */
    void close(CloseCode code) {
        onLoop(() -> socket().close(code));
    }

    private boolean write(Frame frame) {
        socket().write(frame);
        frame.release();
        return socket().isOpen();
    }

    private void onLoop(Runnable task) {
        if (socket().loop().inEventLoop()) {
            task.run();
        } else {
            socket().loop().execute(task);
        }
    }

    private Socket socket() {
        return Objects.requireNonNull(socket, "nothing happens before the socket is open");
    }
}
