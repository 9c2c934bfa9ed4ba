package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node that is asked to end keeps of its time for leaving the cluster. */
class ShutdownConfigTest {
    @ParameterizedTest
    @CsvSource({"1s,750", "8s,6000", "20s,15000", "40s,35000", "60s,54000", "10m,540000"})
    void sessionsWaitForTheirClientsAsLongAsThereIsTimeToLeave(String deadline, long staying) {
        Config config = Config.of(Map.of("dev", "true", "shutdown.deadline", deadline));
        assertEquals(Duration.ofMillis(staying), config.shutdown().staying());
    }
}
