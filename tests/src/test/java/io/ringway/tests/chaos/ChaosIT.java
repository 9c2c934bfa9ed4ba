package io.ringway.tests.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.report.Result;
import io.ringway.tests.chaos.scenarios.Minute;
import io.ringway.tests.chaos.scenarios.Play;
import io.ringway.tests.support.Alone;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A minute of faults, with 300 clients; {@code make chaos} does much more of it. */
@ExtendWith(Alone.class)
class ChaosIT {
    private static final int SOCKETS = 300;

    @Test
    void clientsOfACrashAHangAndAPartitionLoseNothingAndAreToldOnce() {
        Permission.require();
        Result result = Play.play(new Minute(), SOCKETS, Long.getLong("chaos.seed", 1));
        assertEquals(List.of(), result.missed(), () -> "see tests/target/chaos/index.html; " + result.examples());
    }
}
