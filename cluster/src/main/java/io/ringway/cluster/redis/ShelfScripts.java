package io.ringway.cluster.redis;

/**
 * What is done to a shelf in Redis, in one atomic step. A shelf is four keys: the ids by when they were made, the ids by when
 * they are over, the bodies by id, and the versions by id.
 */
final class ShelfScripts {
    /** Drops what is over; expects the time as the first of ARGV. */
    private static final String DROP = """
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])) do
              redis.call('ZREM', KEYS[1], id)
              redis.call('ZREM', KEYS[2], id)
              redis.call('HDEL', KEYS[3], id)
              redis.call('HDEL', KEYS[4], id)
            end
            """;

    /** Lets a shelf go when the last of it is over. */
    private static final String EXPIRE = """
            local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
            if redis.call('ZCARD', KEYS[2]) == redis.call('ZCARD', KEYS[1]) and last[2] then
              for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, math.max(1000, last[2] - ARGV[1])) end
            else
              for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
            end
            """;

    /** ARGV: now, id, made, version, until, body, how many it holds. Answers 0 done, 1 conflict, 2 full. */
    static final String PUT = DROP + """
            local version = tonumber(redis.call('HGET', KEYS[4], ARGV[2]) or '0')
            if version == tonumber(ARGV[4]) and redis.call('HGET', KEYS[3], ARGV[2]) == ARGV[6] then return 0 end
            if version + 1 ~= tonumber(ARGV[4]) then return 1 end
            if version > 0 and tonumber(redis.call('ZSCORE', KEYS[1], ARGV[2])) ~= tonumber(ARGV[3]) then return 1 end
            if version == 0 and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[7]) then return 2 end
            redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
            redis.call('HSET', KEYS[3], ARGV[2], ARGV[6])
            redis.call('HSET', KEYS[4], ARGV[2], ARGV[4])
            if ARGV[5] == '0' then
              redis.call('ZREM', KEYS[2], ARGV[2])
            else
              redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
            end
            """ + EXPIRE + """
            return 0
            """;

    /** ARGV: now, id. Answers 1 where it was there. */
    static final String REMOVE = DROP + """
            redis.call('HDEL', KEYS[3], ARGV[2])
            redis.call('HDEL', KEYS[4], ARGV[2])
            redis.call('ZREM', KEYS[2], ARGV[2])
            local was = redis.call('ZREM', KEYS[1], ARGV[2])
            """ + EXPIRE + """
            return was
            """;

    /** ARGV: now, id. Answers id, made, version, until or 0, body; nothing where it is not there. */
    static final String GET = """
            local made = redis.call('ZSCORE', KEYS[1], ARGV[2])
            local till = redis.call('ZSCORE', KEYS[2], ARGV[2]) or '0'
            if not made or (till ~= '0' and tonumber(till) <= tonumber(ARGV[1])) then return {} end
            return {ARGV[2], made, redis.call('HGET', KEYS[4], ARGV[2]), till, redis.call('HGET', KEYS[3], ARGV[2])}
            """;

    /** ARGV: now, the first, how many. Answers how many there are, then each as {@link #GET} does. */
    static final String PAGE = DROP + """
            local answer = {redis.call('ZCARD', KEYS[1])}
            local first = tonumber(ARGV[2])
            for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], first, first + tonumber(ARGV[3]) - 1)) do
              table.insert(answer, id)
              table.insert(answer, redis.call('ZSCORE', KEYS[1], id))
              table.insert(answer, redis.call('HGET', KEYS[4], id))
              table.insert(answer, redis.call('ZSCORE', KEYS[2], id) or '0')
              table.insert(answer, redis.call('HGET', KEYS[3], id))
            end
            return answer
            """;

    private ShelfScripts() {}
}
