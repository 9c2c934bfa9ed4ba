package io.ringway.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What a scenario works with: nodes, a loop, tokens.
 *
 * @param root the repository
 */
record Bed(Path root, Nodes nodes, Loop loop, Tokens tokens) {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(60);

    /** Opens connections; {@code node} says to which node each goes. */
    List<Connection> open(int count, IntUnaryOperator node) {
        List<Loop.Address> addresses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            addresses.add(new Loop.Address(nodes.port(node.applyAsInt(i)), tokens.of("user-" + i)));
        }
        return loop.open(addresses, CONNECT_WITHIN);
    }
}
