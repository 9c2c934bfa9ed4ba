package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.Entry;
import io.ringway.gateway.history.KeyBook;
import io.ringway.gateway.history.Regime;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;

/** How the pieces of a history are written where they outlive the nodes, and read there by a later release. */
public final class HistoryCodec {
    private static final int VERSION = 1;
    private static final int EXPECTED = 256;

    private final Tenant tenant;

    public HistoryCodec(Tenant tenant) {
        this.tenant = tenant;
    }

    public Bytes write(Regime regime) {
        return write(regime, HistoryEncoder::regime);
    }

    public Bytes write(Entry entry) {
        return write(entry, HistoryEncoder::entry);
    }

    public Bytes write(KeyBook.Row row) {
        return write(row, HistoryEncoder::row);
    }

    private <T> Bytes write(T piece, BiConsumer<HistoryEncoder, T> how) {
        ByteWriter out = new ByteWriter(EXPECTED).u8(VERSION);
        how.accept(new HistoryEncoder(tenant, out), piece);
        return Bytes.wrap(out.buffer().getBytes());
    }

    public Regime regime(Bytes bytes) throws EnvelopeException {
        return read(bytes, HistoryDecoder::regime);
    }

    public Entry entry(Bytes bytes) throws EnvelopeException {
        return read(bytes, HistoryDecoder::entry);
    }

    public KeyBook.Row row(Bytes bytes) throws EnvelopeException {
        return read(bytes, HistoryDecoder::row);
    }

    private interface Piece<T> {
        T read(HistoryDecoder in) throws EnvelopeException;
    }

    private <T> T read(Bytes bytes, Piece<T> piece) throws EnvelopeException {
        ByteReader in = new ByteReader(Buffer.buffer(bytes.array()));
        if (in.u8() != VERSION) {
            throw new EnvelopeException("a history of an unknown version");
        }
        T read = piece.read(new HistoryDecoder(tenant, in));
        in.requireEnd();
        return read;
    }
}
