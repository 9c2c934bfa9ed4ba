package io.ringway.tests.chaos.load;

import java.util.random.RandomGenerator;

/** When to dial again, by the rules of the shim: full jitter from 200 ms to 5 s. Stateless. */
final class Backoff {
    private static final int LEAST_MS = 200;
    private static final int MOST_MS = 5_000;

    private Backoff() {}

    /** Whether a close code says that coming back cannot help. */
    static boolean isFinal(int code) {
        boolean isOfTheProtocol = code >= 1002 && code <= 1009 && code != Socket.ABNORMAL && code != 1005;
        return isOfTheProtocol || (code >= 4400 && code < 4500);
    }

    /** Milliseconds until the next attempt, of which the first has the number 1. */
    static long delay(int attempt, int code, String reason, RandomGenerator random) {
        long jittered = code / 100 == 43
                ? MOST_MS / 2 + random.nextInt(MOST_MS / 2)
                : random.nextInt((int) Math.min(MOST_MS, LEAST_MS * (1L << Math.min(attempt - 1, 10))));
        return hint(reason) + jittered;
    }

    private static long hint(String reason) {
        String key = "retry_after_ms=";
        int at = reason.indexOf(key);
        return at < 0 ? 0 : Long.parseLong(reason.substring(at + key.length()).replaceAll("\\D.*", ""));
    }
}
