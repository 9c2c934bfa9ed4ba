package io.ringway.gateway.session.peers;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerJsDialect;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;

/** The socket of a PeerJS client that may not come in: it learns why, as it reads frames and no HTTP status. */
public record RefusedPeer(String message) implements SocketHandler {
    private static final Name NOBODY = new Name(new Tenant("-"), "-");

    @Override
    public void opened(Socket socket) {
        Frame frame = PeerJsDialect.frame(new PeerEvent.Failed(message), NOBODY);
        socket.write(frame);
        frame.release();
        socket.close(CloseCode.NORMAL);
    }

    @Override
    public void text(ByteBuf message) {}

    @Override
    public void binary(ByteBuf message) {}

    @Override
    public void closed(int code) {}
}
