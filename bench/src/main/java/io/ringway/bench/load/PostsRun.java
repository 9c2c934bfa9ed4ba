package io.ringway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * See {@link Scenario.Posts}. The next call goes out on a connection when the one before is answered, and when it is due: its time
 * runs from then on, be it that no connection was free. Belongs to its loop.
 */
final class PostsRun implements Listener {
    static final String KEY = "sk_bench_0123456789abcdef0123456789abcdef";

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration WARM_UP_HEARD = Duration.ofSeconds(20);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final int USERS = 1_000;
    /** The node that the members are on where they are not on that which is posted to. */
    private static final int AFAR = 1;
    /** So many characters of a cid say which node made it. */
    private static final int HOME_CHARS = 16;

    private final Scenario.Posts posts;
    private final Loop loop;
    private final int groups;
    private final Deque<Call> idle = new ArrayDeque<>();
    private Pace pace = new Pace.Window(0);
    private long sent;
    private long number;
    private long answered;
    private long heard;
    private long joined;
    private Latencies latencies = new Latencies();
    /** How the cids of the other node's members begin. */
    private String home = "";

    private PostsRun(Scenario.Posts posts, Bed bed) {
        this.posts = posts;
        this.loop = bed.loop();
        this.groups = posts.listeners() == 0 ? 1 : posts.sockets() / posts.listeners();
    }

    static Outcome run(Scenario.Posts posts, Bed bed, Outcome outcome) {
        PostsRun run = new PostsRun(posts, bed);
        List<Connection> sockets = bed.open(posts.sockets(), i -> posts.isAfar() ? AFAR : i);
        run.listen(sockets);
        if (posts.isAfar()) {
            run.home = sockets.getFirst().cid().substring(0, HOME_CHARS);
            run.seed(bed.nodes().port(AFAR));
        }
        run.open(bed.nodes().port(0));
        run.post(posts.listeners() == 0 ? WARM_UP : WARM_UP_HEARD);
        run.drain();
        double cpu = bed.nodes().cpuSeconds();
        long start = System.nanoTime();
        run.post(Duration.ofSeconds(posts.seconds()));
        double seconds = (System.nanoTime() - start) / 1e9;
        run.drain();
        long events = run.answered * posts.batch();
        return outcome.with(Figure.CONNECTIONS, posts.connections() + posts.sockets())
                .deliveries(events, events, bed.nodes().cpuSeconds() - cpu)
                .with(Figure.LOST, (double) (run.sent - run.answered) * posts.batch() + run.unheard())
                .with(Figure.SECONDS, seconds)
                .latencies(run.latencies);
    }

    private void listen(List<Connection> sockets) {
        if (posts.listeners() == 0) {
            return;
        }
        for (Connection socket : sockets) {
            socket.listener(this);
            socket.send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group(socket.index() / posts.listeners()) + "\"}");
        }
        if (!loop.until(() -> joined == sockets.size(), WITHIN)) {
            throw new IllegalStateException("only " + joined + " of " + sockets.size() + " joined in time");
        }
    }

    /** Members stay for the scenarios that come after. */
    private String group(long number) {
        return (posts.isAfar() ? "afar-" : "posts-") + number;
    }

    @Override
    public void text(Connection from, ByteBuffer payload) {
        switch (Texts.type(payload)) {
            case 'r' -> joined++;
            case 'n' -> heard++;
            default ->
                throw new IllegalStateException(
                        "neither a notice nor a roster: " + Texts.ascii(payload, 0, Math.min(200, payload.limit())));
        }
    }

    private void open(int port) {
        for (int i = 0; i < posts.connections(); i++) {
            idle.add(call(port));
        }
    }

    private Call call(int port) {
        try {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Call call = new Call(channel);
            loop.attach(channel, call);
            return call;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Makes every member that there will be, at the other node. What listeners are told of each other before is not counted. */
    private void seed(int port) {
        awaitSilence();
        heard = 0;
        open(port);
        long calls = members() / posts.batch();
        loop.until(
                () -> {
                    while (sent < calls && !idle.isEmpty()) {
                        idle.remove().next(System.nanoTime());
                    }
                    return answered == calls && unheard() == 0;
                },
                WITHIN);
        if (answered < calls || unheard() != 0) {
            throw new IllegalStateException("only " + answered + " of " + calls + " members were made in time, and "
                    + unheard() + " notices missed");
        }
        idle.forEach(Call::end);
        idle.clear();
    }

    private void awaitSilence() {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        long before;
        do {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("notices go on though nothing is posted");
            }
            before = heard;
            loop.run(SILENCE);
        } while (heard != before);
    }

    /** So many events are about members that differ; then it begins again with the first. */
    private long members() {
        int shared = BigInteger.valueOf(USERS).gcd(BigInteger.valueOf(groups)).intValue();
        return (long) USERS / shared * groups;
    }

    /** Posts for a while, counting from nought. */
    private void post(Duration time) {
        sent = 0;
        answered = 0;
        heard = 0;
        latencies = new Latencies();
        pace = posts.perSecond() == 0
                ? new Pace.Window(posts.connections())
                : new Pace.Rate(posts.perSecond(), System.nanoTime());
        loop.until(
                () -> {
                    sendDue();
                    return false;
                },
                time);
    }

    /** Waits for what is on its way. */
    private void drain() {
        loop.until(() -> answered == sent && unheard() == 0, WITHIN);
    }

    /** Notices that listeners ought to have got. */
    private long unheard() {
        return sent * posts.batch() * posts.listeners() - heard;
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

    /** A call that makes, or changes, members; each change is told to whoever listens in the group. */
    private byte[] request() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < posts.batch(); i++) {
            events.add("{\"group\":\"" + group(number % groups) + "\",\"user_id\":\"u" + number++ % USERS
                    + "\",\"event\":\"joined\",\"meta\":{\"name\":\"Somebody\",\"status\":\"busy\",\"n\":" + number
                    + "}}");
        }
        String body = posts.batch() == 1 ? events.getFirst() : "{\"events\":[" + String.join(",", events) + "]}";
        return ("POST /v1/presence HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private final class Call implements Loop.Attachment {
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

        @Override
        public void proceed() {
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

        @Override
        public void end() {
            try {
                channel.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
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
            boolean isWhole = in.position() >= head + 4 + length;
            if (isWhole && posts.isAfar() && !text.contains("\"cid\":\"" + home)) {
                throw new IllegalStateException("about a member of another node: " + text);
            }
            return isWhole;
        }
    }
}
