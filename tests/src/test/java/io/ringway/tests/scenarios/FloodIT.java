package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send too much, or read too little, and those beside them who notice nothing of it. */
class FloodIT {
    private static final int FLOODERS = 50;
    private static final int CALM_MESSAGES = 300;

    /** What is left to read for who has not read the reason in the time a node leaves for that. */
    private static final int CUT = 1006;

    private static final int RATE_LIMITED = 4300;
    private static final int SLOW = 50;
    private static final int SLOW_CONSUMER = 4202;
    private static final int READERS = 10;

    /** How long what waits for them is kept, and the reason behind it. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init")
    private static Node node;

    @BeforeAll
    static void start() {
        node = Node.start(NodeSettings.alone("flood", Map.of("RINGWAY_SESSIONS_GRACE", "2s")));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The sum of a counter over all of its labels. */
    private static double metric(String name) {
        Matcher line = Pattern.compile("(?m)^" + name + "(\\{.*})? (\\S+)$")
                .matcher(Node.get(node.management("/metrics")).body());
        double sum = 0;
        while (line.find()) {
            sum += Double.parseDouble(line.group(2));
        }
        return sum;
    }

    @Test
    void floodersAreDisconnectedAndTheOthersAreServed() throws Exception {
        double slowBefore = metric("ringway_slow_consumers_total");
        try (Client ada = Client.connect(node, "ada");
                Client bob = Client.connect(node, "bob");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ada.join("calm");
            bob.join("calm");
            byte[] flood = RawSocket.frames("{\"type\":\"publish\",\"group\":\"noise\",\"content\":\"x\"}", 1_000);
            List<Future<RawSocket.Closed>> ends = IntStream.range(0, FLOODERS)
                    .mapToObj(i -> threads.submit(() -> flood(threads, i, flood)))
                    .toList();
            for (int i = 0; i < CALM_MESSAGES; i++) {
                assertEquals(1, ada.publish("calm", i));
            }
            for (int i = 0; i < CALM_MESSAGES; i++) {
                int expected = i;
                bob.inbox().await("message", frame -> frame.getValue("content").equals(expected));
            }
            int told = 0;
            for (Future<RawSocket.Closed> end : ends) {
                RawSocket.Closed closed = end.get(20, TimeUnit.SECONDS);
                // Who is slow to read how often it was refused is stopped for that first.
                if (closed.code() == RATE_LIMITED) {
                    assertTrue(closed.reason().matches("rate_limited;retry_after_ms=\\d+"), closed.reason());
                    told++;
                } else {
                    assertTrue(closed.code() == CUT || closed.code() == SLOW_CONSUMER, closed.toString());
                }
            }
            assertTrue(told > 0, "nobody read why");
        }
        // So each was stopped, whether or not it read so, and some were for both reasons.
        double slow = metric("ringway_slow_consumers_total") - slowBefore;
        double floods = metric("ringway_limited_total\\{kind=\"floods\"}");
        assertTrue(floods + slow >= FLOODERS, floods + " flooders and " + slow + " slow ones");
    }

    /** Sends for as long as it can, and answers how it was stopped. */
    private static RawSocket.Closed flood(ExecutorService threads, int number, byte[] flood) {
        try (RawSocket socket = new RawSocket(node, "flooder" + number, 0)) {
            socket.write(RawSocket.frames("{\"type\":\"join\",\"id\":1,\"group\":\"noise\"}", 1));
            Future<?> writing = threads.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    socket.write(flood);
                }
                return null;
            });
            RawSocket.Closed closed = socket.awaitClosed();
            writing.cancel(true);
            return closed;
        } catch (IOException cut) {
            return new RawSocket.Closed(CUT, "");
        }
    }

    /**
     * They read all at once. Whoever has read all that waited within ten seconds of being given up learns why, and the connection of none is cut
     * before that; all their outboxes together are less than a node keeps for so long.
     *
     * @param since a moment before the first was given up, as {@link System#nanoTime} has it
     */
    private static void assertTold(List<RawSocket> slow, long since) throws Exception {
        int told = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<End>> ends = slow.stream()
                    .map(socket -> threads.submit(() -> {
                        socket.hurry();
                        return new End(socket.awaitClosed().code(), System.nanoTime());
                    }))
                    .toList();
            for (Future<End> waiting : ends) {
                End end = waiting.get(20, TimeUnit.SECONDS);
                if (end.code() == CUT) {
                    assertTrue(end.at() - since >= KEPT.toNanos(), "cut, though it read again in time");
                } else {
                    assertEquals(SLOW_CONSUMER, end.code());
                    told++;
                }
            }
        }
        assertTrue(told > 0, "nobody had the time to read why");
    }

    private record End(int code, long at) {}

    @Test
    void whoStopsReadingIsDisconnectedAndTheOthersMissNothing() throws Exception {
        List<RawSocket> slow = new ArrayList<>();
        List<Client> readers = new ArrayList<>();
        double before = metric("ringway_slow_consumers_total");
        try (Client ada = Client.connect(node, "ada")) {
            ada.join("busy");
            for (int i = 0; i < SLOW; i++) {
                RawSocket socket = new RawSocket(node, "slow" + i, 4_096);
                slow.add(socket);
                socket.write(RawSocket.frames("{\"type\":\"join\",\"id\":1,\"group\":\"busy\"}", 1));
            }
            for (int i = 0; i < READERS; i++) {
                readers.add(Client.connect(node, "reader" + i));
                readers.getLast().join("busy");
            }
            Awaitility.await().until(() -> ada.publish("busy", "who?") == SLOW + READERS);

            String text = "x".repeat(30_000);
            int sent = 0;
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            long since = System.nanoTime();
            double givenUp = 0;
            while (givenUp < SLOW && System.nanoTime() < end) {
                since = givenUp == 0 ? System.nanoTime() : since;
                for (int i = 0; i < 10; i++) {
                    ada.publish("busy", text + sent++);
                }
                givenUp = metric("ringway_slow_consumers_total") - before;
            }
            assertEquals(SLOW, givenUp);
            assertTold(slow, since);
            for (Client reader : readers) {
                for (int i = 0; i < sent; i++) {
                    String expected = text + i;
                    reader.inbox().await("message", frame -> expected.equals(frame.getValue("content")));
                }
            }
            // Who was cut off for not reading may come back for a while, and is counted until then.
            Awaitility.await().until(() -> ada.publish("busy", "still here?") == READERS);
        } finally {
            slow.forEach(RawSocket::close);
            readers.forEach(Client::close);
        }
    }
}
