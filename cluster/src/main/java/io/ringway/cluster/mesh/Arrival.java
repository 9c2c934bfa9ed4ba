package io.ringway.cluster.mesh;

import io.ringway.cluster.wire.Batch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that another node opened. The socket's event loop cuts what comes into records and hands them to the hub,
 * where {@link #intake} is kept. Whoever says nothing for five seconds after connecting is cut off.
 */
final class Arrival {
    private static final long OPENING_MS = 5_000;

    /** More than any opening, of any version: nothing larger is waited for from somebody unknown. */
    private static final int OPENING_BYTES = 1_024;

    /** Where the hub puts what comes; null until the sender has said who it is. */
    @Nullable
    Intake intake;

    private final NetSocket socket;
    private final RecordParser parser = RecordParser.newFixed(Integer.BYTES);
    private boolean isLength = true;
    private int longest = OPENING_BYTES;
    private boolean isCutOff;

    /** Whom an arrival tells, on the hub. */
    interface Listener {
        void record(Arrival from, Buffer record);

        void closed(Arrival arrival);
    }

    private Arrival(NetSocket socket) {
        this.socket = socket;
    }

    /** On the socket's event loop. */
    static void accept(Vertx vertx, NetSocket socket, Context hub, Listener listener) {
        Arrival arrival = new Arrival(socket);
        long timer = vertx.setTimer(OPENING_MS, late -> arrival.cutOff());
        arrival.parser.setOutput(part -> arrival.read(part, record -> {
            vertx.cancelTimer(timer);
            hub.runOnContext(turn -> listener.record(arrival, record));
        }));
        socket.handler(arrival.parser);
        socket.exceptionHandler(broken -> arrival.cutOff());
        socket.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            hub.runOnContext(turn -> listener.closed(arrival));
        });
    }

    /** Says how much has been taken. Any thread. */
    void acknowledge(long taken) {
        socket.write(Buffer.buffer(Long.BYTES).appendLong(taken));
    }

    /** Any thread. */
    void close() {
        socket.close();
    }

    private void read(Buffer part, Consumer<Buffer> records) {
        if (isCutOff) {
            return;
        }
        if (!isLength) {
            isLength = true;
            longest = Batch.MAX_BYTES;
            parser.fixedSizeMode(Integer.BYTES);
            records.accept(part);
            return;
        }
        int length = part.getInt(0);
        if (length <= 0 || length > longest) {
            cutOff();
        } else {
            isLength = false;
            parser.fixedSizeMode(length);
        }
    }

    private void cutOff() {
        isCutOff = true;
        socket.close();
    }
}
