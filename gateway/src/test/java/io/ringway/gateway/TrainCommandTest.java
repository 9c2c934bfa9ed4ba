package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainCommandTest {
    /** Each request is answered, or the training fails: of a node alone, and of two. */
    @Test
    void nodesDoWhatTheyAreTrainedIn() {
        TrainCommand.train(10, 2);
    }

    @Test
    void whatCannotBeDoneIsSaidWithTheUsage() {
        assertEquals(TrainCommand.HELP, TrainCommand.run(List.of("--help")));
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> TrainCommand.run(List.of("hard")))
                        .getMessage());
        assertTrue(message.contains("usage:"), message);
    }
}
