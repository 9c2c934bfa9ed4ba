package io.ringway.gateway;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** A wire whose errors are counted as they are written: here, since each is written once, whoever refused. */
record CountedDialect(Dialect wire, Metrics metrics) implements Dialect {
    @Override
    public @Nullable Frame encode(Event event) {
        if (event instanceof Event.Failed failed) {
            metrics.error(failed.code());
        } else if (event instanceof Event.SignalRefused && wire.namesCalls()) {
            metrics.error(ErrorCode.LIMIT_REACHED);
        }
        return wire.encode(event);
    }

    @Override
    public Command decode(ByteBuf text) throws ProtocolException {
        return wire.decode(text);
    }

    @Override
    public Command decodeBinary(ByteBuf binary) throws ProtocolException {
        return wire.decodeBinary(binary);
    }

    @Override
    public String name() {
        return wire.name();
    }

    @Override
    public boolean takesBinary() {
        return wire.takesBinary();
    }

    @Override
    public boolean echoes() {
        return wire.echoes();
    }

    @Override
    public boolean takesBatches() {
        return wire.takesBatches();
    }

    @Override
    public boolean countsFrames() {
        return wire.countsFrames();
    }

    @Override
    public boolean resumesByUser() {
        return wire.resumesByUser();
    }

    @Override
    public boolean namesCalls() {
        return wire.namesCalls();
    }

    @Override
    public boolean tellsIce() {
        return wire.tellsIce();
    }
}
