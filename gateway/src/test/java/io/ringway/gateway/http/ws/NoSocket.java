package io.ringway.gateway.http.ws;

import io.netty.channel.EventLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.Socket;

/** Stands where no socket is open yet: using it is a defect. */
final class NoSocket implements Socket {
    @Override
    public EventLoop loop() {
        throw new IllegalStateException("not opened");
    }

    @Override
    public ClientAddress address() {
        return ClientAddress.UNKNOWN;
    }

    @Override
    public void write(Frame frame) {
        throw new IllegalStateException("not opened");
    }

    @Override
    public void ping() {
        throw new IllegalStateException("not opened");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close(CloseCode code, long retryAfterMillis) {
        throw new IllegalStateException("not opened");
    }
}
