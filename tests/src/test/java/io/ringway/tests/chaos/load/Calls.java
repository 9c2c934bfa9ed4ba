package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.load.Requests.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The calls of a client, without media: it answers most of those that ring, declines a few, lets others ring, and hangs up after
 * a second or two. Belongs to its {@link User}.
 */
final class Calls {
    static final int RING_MS = 5_000;

    private static final double ANSWERED = 0.7;
    private static final double DECLINED = 0.15;
    private static final int HESITATION_US = 1_500_000;
    private static final int LONGEST_US = 3_000_000;

    private record Intent(long at, Request request) {}

    private final RandomGenerator random;
    private final Consumer<Request> out;
    private final Map<String, Intent> intents = new HashMap<>();

    Calls(RandomGenerator random, Consumer<Request> out) {
        this.random = random;
        this.out = out;
    }

    void rings(String call, long now) {
        double mood = random.nextDouble();
        long at = now + random.nextInt(HESITATION_US);
        if (mood < ANSWERED) {
            intents.put(call, new Intent(at, new Request.Accept(call)));
        } else if (mood < ANSWERED + DECLINED) {
            intents.put(call, new Intent(at, new Request.Hangup(call)));
        }
    }

    /** It has been answered. */
    void goesOn(String call, long now) {
        intents.put(call, new Intent(now + random.nextInt(LONGEST_US), new Request.Hangup(call)));
    }

    void isOver(String call) {
        intents.remove(call);
    }

    void tick(long now) {
        List<Request> due = new ArrayList<>();
        intents.values().removeIf(intent -> intent.at() <= now && due.add(intent.request()));
        due.forEach(out);
    }
}
