package io.ringway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static Outcome posts(double lost, double done, double p99) {
        return new Outcome("posts-beside")
                .with(Figure.LOST, lost)
                .with(Figure.DELIVERIES, done)
                .with(Figure.P99_US, p99);
    }

    @Test
    void aPostThatIsNotAcknowledgedFailsTheRun() {
        assertEquals(List.of(), Load.lossy(List.of(posts(0, 2_500, 6_000), new Outcome("connects"))));
        assertEquals(List.of("posts-beside (1 of 2500)"), Load.lossy(List.of(posts(1, 2_500, 6_000))));
        assertEquals(List.of("posts-beside (0 of 0)"), Load.lossy(List.of(posts(0, 0, 0))), "nothing was measured");
    }
}
