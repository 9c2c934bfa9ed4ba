package io.ringway.cluster.redis;

import java.util.Optional;

/**
 * What a stream that is read consists of.
 *
 * @param stream its key, as it is
 * @param group of consumers
 * @param dead the key of the stream that entries are put aside in
 * @param deadLength how many entries that keeps, or some more
 * @param replies the key of the stream of replies; empty where there are none
 * @param repliesLength how many entries that keeps, or some more
 * @param entryBytes of larger entries nothing is read
 */
public record StreamNames(
        String stream,
        String group,
        String dead,
        int deadLength,
        Optional<String> replies,
        int repliesLength,
        int entryBytes) {}
