package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.DefaultEventLoop;
import io.ringway.gateway.resume.ReplayLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets what a session's line has kept. */
class LineTest {
    private final DefaultEventLoop hub = new DefaultEventLoop();
    private final Line line = Line.parked(hub);
    private final List<String> outcomes = new ArrayList<>();

    @AfterEach
    void close() {
        hub.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private void take(String who) {
        line.detach(log -> outcomes.add(who + " has it"), () -> outcomes.add(who + " has not"));
    }

    @Test
    void whoeverWaitsForALogThatGoesToAnotherIsToldSo() {
        take("the first");
        take("the second");
        assertEquals(List.of("the first has not"), outcomes);
        line.attach(new ReplayLog(100));
        assertEquals(List.of("the first has not", "the second has it"), outcomes);
    }

    @Test
    void whoeverWaitsForTheLogOfASessionThatEndsIsToldSo() {
        take("the asker");
        line.detach(ReplayLog::release);
        assertEquals(List.of("the asker has not"), outcomes);
    }

    @Test
    void whoeverComesForALogThatWasTakenIsToldSo() {
        line.attach(new ReplayLog(100));
        take("the first");
        take("the second");
        assertEquals(List.of("the first has it", "the second has not"), outcomes);
    }
}
