package io.ringway.gateway.protocol.skapi;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * The wire of skapi-js: requests have no ids and are answered only where they fail, a connection is in one group at a time,
 * and calls are addressed by connection. Stateless; any thread.
 */
public final class SkapiDialect implements Dialect {
    private final Event.Limits limits;

    /** @param limits what is refused as too large; the transport refuses over-size frames itself */
    public SkapiDialect(Event.Limits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "skapi";
    }

    @Override
    public Command decode(ByteBuf text) throws ProtocolException {
        return new SkapiReader(limits).read(text);
    }

    @Override
    public Command decodeBinary(ByteBuf binary) throws ProtocolException {
        throw new ProtocolException(ErrorCode.BAD_REQUEST, Command.NO_ID, "binary frames are not understood here");
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public @Nullable Frame encode(Event event) {
        return SkapiWriter.frame(event);
    }

    @Override
    public boolean takesBatches() {
        return false;
    }

    /** The sender of a group message gets it too, and the joiner its own notice: the client's documentation shows both. */
    @Override
    public boolean echoes() {
        return true;
    }

    @Override
    public boolean countsFrames() {
        return false;
    }

    @Override
    public boolean resumesByUser() {
        return true;
    }

    @Override
    public boolean namesCalls() {
        return false;
    }

    @Override
    public boolean tellsIce() {
        return false;
    }
}
