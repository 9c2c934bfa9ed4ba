package io.ringway.gateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.ringway.gateway.protocol.peerjs.PeerJsDialect;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.ringway.gateway.protocol.skapi.SkapiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A program that takes all memory outside of the heap, but for a buffer of a few hundred bytes at a time, and encodes what is longer in
 * every dialect. Ends with 0 where each frame is, to the byte, what it was before. For a JVM that has little such memory.
 */
final class EncodesWithoutBuffers {
    private static final int[] SIZES = {1 << 20, 1 << 16, 1 << 12, 600, 300};
    private static final long MOST_BYTES = 256 << 20;
    private static final String LONG = "100 % of it, ".repeat(10_000);
    private static final Tenant TENANT = new Tenant("demo");
    private static final Sender SENDER = new Sender(new UserId(TENANT, "ada"), new Cid(new NodeRef(1, 0), 1, 2));

    private final Deque<ByteBuf> taken = new ArrayDeque<>();

    private EncodesWithoutBuffers() {}

    public static void main(String[] none) {
        new EncodesWithoutBuffers().run();
    }

    private void run() {
        Map<String, Supplier<Frame>> frames = frames();
        Map<String, byte[]> before = new LinkedHashMap<>();
        frames.forEach((name, frame) -> before.put(name, bytes(frame.get())));
        for (int size : SIZES) {
            take(size);
        }
        frames.forEach((name, frame) -> {
            taken.removeLast().release();
            Frame made = frame.get();
            check(!made.wire().isDirect(), name + " is outside of the heap: there was memory");
            check(Arrays.equals(before.get(name), bytes(made)), name + " is another");
            take(SIZES[SIZES.length - 1]);
        });
        check(FrameMemory.refusals() >= frames.size(), "counted are " + FrameMemory.refusals());
    }

    private static Map<String, Supplier<Frame>> frames() {
        Dialect ringway = new RingwayDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));
        Dialect skapi = new SkapiDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));
        Event failed = new Event.Failed(7, ErrorCode.BAD_REQUEST, LONG, 0);
        Event message = new Event.GroupMessage(new Group(TENANT, "lobby"), SENDER, Content.json("\"" + LONG + "\""));
        Map<String, Supplier<Frame>> frames = new LinkedHashMap<>();
        frames.put("an error of ringway.v1", () -> encoded(ringway, failed));
        frames.put("a message of ringway.v1", () -> encoded(ringway, message));
        frames.put("an error of skapi-js", () -> encoded(skapi, failed));
        frames.put("a message of skapi-js, which grows by its percent signs", () -> encoded(skapi, message));
        frames.put(
                "an error of PeerJS", () -> PeerJsDialect.frame(new PeerEvent.Failed(LONG), new Name(TENANT, "peer")));
        frames.put("bytes", () -> Frame.of(true, LONG.getBytes(StandardCharsets.UTF_8)));
        return frames;
    }

    private static Frame encoded(Dialect dialect, Event event) {
        return Objects.requireNonNull(dialect.encode(event), "it has words for that");
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame.wire());
        frame.release();
        return bytes;
    }

    private void take(int size) {
        try {
            for (long bytes = 0; bytes < MOST_BYTES; bytes += size) {
                taken.add(PooledByteBufAllocator.DEFAULT.directBuffer(size));
            }
            check(false, "this JVM has no bound, or a large one");
        } catch (OutOfMemoryError full) {
            check(FrameMemory.isOutside(full), full.toString());
        }
    }

    private static void check(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}
