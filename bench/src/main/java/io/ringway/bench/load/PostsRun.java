package io.ringway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * See {@link Scenario.Posts}. One thread; the next call goes out on a connection when the one before is answered, and when it is due:
 * its time runs from then on, be it that no connection was free.
 */
final class PostsRun {
    static final String KEY = "sk_bench_0123456789abcdef0123456789abcdef";

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final int USERS = 1_000;

    private final Scenario.Posts posts;
    private final Selector selector;
    private final int port;
    private final Pace pace;
    private final Deque<Call> idle = new ArrayDeque<>();
    private long sent;
    private long number;
    private long answered;
    private Latencies latencies = new Latencies();

    private PostsRun(Scenario.Posts posts, int port) throws IOException {
        this.posts = posts;
        this.port = port;
        this.selector = Selector.open();
        this.pace = posts.perSecond() == 0
                ? new Pace.Window(posts.connections())
                : new Pace.Rate(posts.perSecond(), System.nanoTime());
    }

    static Outcome run(Scenario.Posts posts, Bed bed, Outcome outcome) {
        try {
            bed.open(posts.sockets(), i -> 0);
            PostsRun run = new PostsRun(posts, bed.nodes().port(0));
            for (int i = 0; i < posts.connections(); i++) {
                run.open();
            }
            run.proceed(WARM_UP);
            run.answered = 0;
            run.latencies = new Latencies();
            double cpu = bed.nodes().cpuSeconds();
            long start = System.nanoTime();
            run.proceed(MEASURED);
            double seconds = (System.nanoTime() - start) / 1e9;
            long events = run.answered * posts.batch();
            run.close();
            return outcome.with(Figure.CONNECTIONS, posts.connections())
                    .deliveries(events, events, bed.nodes().cpuSeconds() - cpu)
                    .with(Figure.SECONDS, seconds)
                    .latencies(run.latencies);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void open() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Call call = new Call(channel);
        channel.register(selector, SelectionKey.OP_READ, call);
        idle.add(call);
    }

    private void proceed(Duration time) throws IOException {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            sendDue();
            selector.select(key -> ((Call) key.attachment()).read(), 1);
        }
    }

    private void sendDue() {
        long now = System.nanoTime();
        long due = pace.due(now, sent, posts.connections() - idle.size());
        for (; due > 0 && !idle.isEmpty(); due--) {
            idle.remove().next(dueSince(now));
        }
    }

    private long dueSince(long now) {
        return switch (pace) {
            case Pace.Rate(double perSecond, long start) -> start + (long) (sent / perSecond * 1e9);
            case Pace.Window window -> now;
        };
    }

    private void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            key.channel().close();
        }
        selector.close();
    }

    /** A call that makes, or changes, members of one group; nobody listens there. */
    private byte[] request() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < posts.batch(); i++) {
            events.add("{\"group\":\"posts\",\"user_id\":\"u" + number++ % USERS
                    + "\",\"event\":\"joined\",\"meta\":{\"name\":\"Somebody\",\"status\":\"busy\",\"n\":" + number
                    + "}}");
        }
        String body = posts.batch() == 1 ? events.getFirst() : "{\"events\":[" + String.join(",", events) + "]}";
        return ("POST /v1/presence HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private final class Call {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        private long began;

        Call(SocketChannel channel) {
            this.channel = channel;
        }

        void next(long due) {
            sent++;
            try {
                ByteBuffer out = ByteBuffer.wrap(request());
                began = due;
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        void read() {
            try {
                if (channel.read(in) < 0) {
                    throw new IOException("the node closed a connection");
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            if (isWhole()) {
                in.clear();
                answered++;
                latencies.record(System.nanoTime() - began);
                idle.add(this);
            }
        }

        private boolean isWhole() {
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            if (!text.startsWith("HTTP/1.1 200") || text.contains("\"code\":")) {
                throw new IllegalStateException("the node refused: " + text);
            }
            int at = text.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
            int length = Integer.parseInt(text.substring(at, text.indexOf('\r', at)));
            return in.position() >= head + 4 + length;
        }
    }
}
