package io.ringway.gateway.http.ws;

import io.netty.channel.Channel;
import io.ringway.gateway.session.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** What comes from a peer, whatever it says: one whose line is broken, which is not known yet, sends nothing. Loop thread only. */
final class SignsOfLife {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int STEPS = 10;

    private final Socket socket;
    private final Channel channel;
    private final Parting parting;
    private int count;

    SignsOfLife(Socket socket, Channel channel, Parting parting) {
        this.socket = socket;
        this.channel = channel;
        this.parting = parting;
    }

    void came() {
        count++;
    }

    /** As {@link Socket#probe}. The second goes by in steps: a loop that stood still did not listen. */
    void probe(Consumer<Boolean> isThere) {
        if (!socket.isOpen()) {
            isThere.accept(parting.isForGood());
        } else if (parting.answersPings()) {
            socket.ping();
            look(count, STEPS, isThere);
        } else {
            // Whether it answers is known the next time.
            socket.ping();
            isThere.accept(true);
        }
    }

    private void look(int before, int steps, Consumer<Boolean> isThere) {
        if (count != before || steps == 0 || !channel.isActive()) {
            isThere.accept(count != before || parting.isForGood());
        } else {
            Channels.later(channel, STEP, () -> look(before, steps - 1, isThere));
        }
    }
}
