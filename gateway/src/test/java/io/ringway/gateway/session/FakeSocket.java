package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A socket that keeps what it is told. */
public final class FakeSocket implements Socket {
    private final EventLoop loop;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile @Nullable CloseCode closed;
    private volatile long retryAfterMillis;
    private volatile boolean broken;

    public FakeSocket(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public ClientAddress address() {
        return ClientAddress.UNKNOWN;
    }

    @Override
    public void write(Frame frame) {
        if (closed == null) {
            written.add(frame.payload().toString(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void ping() {
        pings.incrementAndGet();
    }

    @Override
    public void probe(Consumer<Boolean> isThere) {
        ping();
        isThere.accept(isOpen() && !broken);
    }

    /** From now on nothing comes from its client, and nobody knows. */
    public void breakDown() {
        broken = true;
    }

    public int pings() {
        return pings.get();
    }

    @Override
    public boolean isOpen() {
        return closed == null;
    }

    @Override
    public void close(CloseCode code, long retryAfter) {
        if (closed == null) {
            retryAfterMillis = retryAfter;
            closed = code;
        }
    }

    public @Nullable CloseCode closeCode() {
        return closed;
    }

    /** How long its client is asked to stay away. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    public List<JsonObject> frames() {
        return written.stream().map(JsonObject::new).toList();
    }

    public List<JsonObject> ofType(String type) {
        return frames().stream()
                .filter(frame -> type.equals(frame.getString("type")))
                .toList();
    }

    /** The answer to a request, result or error. */
    public JsonObject answer(long id) {
        return frames().stream()
                .filter(frame -> frame.getLong("id", -1L) == id && !"welcome".equals(frame.getString("type")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer to " + id + " among " + written));
    }
}
