package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** The native wire, {@code ringway.v1}. Stateless; any thread. */
public final class RingwayDialect implements Dialect {
    /** The WebSocket sub-protocol that selects it. */
    public static final String SUB_PROTOCOL = "ringway.v1";

    private final Event.Limits limits;

    /** @param limits what is refused as too large; the transport refuses over-size frames itself */
    public RingwayDialect(Event.Limits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "ringway";
    }

    @Override
    public Command decode(ByteBuf text) throws ProtocolException {
        return new RequestReader(limits).text(text);
    }

    /** Reads a header, a line feed, and content; the header therefore holds no line feed itself. */
    @Override
    public Command decodeBinary(ByteBuf binary) throws ProtocolException {
        int length = binary.bytesBefore((byte) '\n');
        if (length < 0) {
            throw new ProtocolException(ErrorCode.BAD_REQUEST, Command.NO_ID, "no line feed after the header");
        }
        int start = binary.readerIndex();
        ByteBuf header = binary.slice(start, length);
        ByteBuf content = binary.slice(start + length + 1, binary.readableBytes() - length - 1);
        return new RequestReader(limits).binary(header, content);
    }

    /** Results of requests that came without an id have no words on this wire. */
    @Override
    public @Nullable Frame encode(Event event) {
        return EventWriter.frame(event);
    }

    @Override
    public boolean echoes() {
        return false;
    }
}
