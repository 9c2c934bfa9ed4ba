package io.ringway.cluster.redis;

/**
 * What is done to a log in Redis, in one atomic step. A log is four keys: a hash of its state, a stream of its lines under
 * their numbers, a stream of marks, and a hash of the last number of each origin; and a fifth while a large one is on its way
 * there, a list of its parts. The first answer of each is 1, or 0 followed by the ballot that was promised.
 *
 * <p>A Redis without memory refuses a script where the first thing that it writes could need some. What only hands over a log
 * begins with something that cannot, and so is let through: nodes go on reading a log that takes nothing more.
 */
final class LogScripts {
    /** ARGV: ballot, time to live in ms. Answers regime, 1 where active, head; regime alone is nil where there is no log. */
    static final String PROMISE = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] <= promised then return {0, promised} end
            if promised ~= '' then redis.call('UNLINK', KEYS[5]) end
            redis.call('HSET', KEYS[1], 'promised', ARGV[1])
            for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
            return {1, redis.call('HGET', KEYS[1], 'regime'), redis.call('HGET', KEYS[1], 'active') or '0',
                redis.call('HGET', KEYS[1], 'head') or '0'}
            """;

    /** ARGV: ballot. Answers head and origins; head is nil where there is no log. */
    static final String READ = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            return {1, redis.call('HGET', KEYS[1], 'head'), redis.call('HGETALL', KEYS[4])}
            """;

    /**
     * ARGV: ballot, which key's entries, from where on, how many bytes. Answers some, and where the others begin: empty where
     * those were the last. Nobody else changes a log between two pages, as its ballot is looked at each time.
     */
    static final String PAGE = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            local found, size, from, most = {}, 0, ARGV[3], tonumber(ARGV[4])
            while true do
              local some = redis.call('XRANGE', KEYS[tonumber(ARGV[2])], from, '+', 'COUNT', 16)
              for _, entry in ipairs(some) do
                table.insert(found, entry)
                from = '(' .. entry[1]
                for _, text in ipairs(entry[2]) do size = size + #text end
                if size >= most then return {1, found, from} end
              end
              if #some < 16 then return {1, found, ''} end
            end
            """;

    /** What follows {@link #INSTALL} and {@link #APPEND}: number, body, origin, seq, mark of each line, from some item on. */
    private static final String ADD = """
            local head = tonumber(redis.call('HGET', KEYS[1], 'head'))
            for i = first, last, 5 do
              local number = tonumber(items[i])
              if number == head + 1 then
                redis.call('XADD', KEYS[2], items[i] .. '-0', 'b', items[i + 1], 'o', items[i + 2], 's', items[i + 3])
                redis.call('HSET', KEYS[4], items[i + 2], items[i + 3])
                if items[i + 4] ~= '' then redis.call('XADD', KEYS[3], '*', 'm', items[i + 4]) end
                head = number
              end
            end
            redis.call('HSET', KEYS[1], 'head', head)
            """;

    /**
     * Some of what {@link #INSTALL} is to take, behind what is there of it. ARGV: ballot, how many items are there, number to
     * come behind or -1, head, time to live in ms, items. Answers 1 where the log has all that already.
     */
    static final String STAGE = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            if redis.call('HGET', KEYS[1], 'of') == promised
                and (ARGV[3] ~= '-1' or tonumber(ARGV[4]) <= tonumber(redis.call('HGET', KEYS[1], 'head'))) then
              return {1, 1}
            end
            redis.call('PEXPIRE', KEYS[5], ARGV[5])
            if ARGV[2] == '0' then redis.call('UNLINK', KEYS[5]) end
            if redis.call('LLEN', KEYS[5]) ~= tonumber(ARGV[2]) then return {0, promised} end
            for i = 6, #ARGV do redis.call('RPUSH', KEYS[5], ARGV[i]) end
            redis.call('PEXPIRE', KEYS[5], ARGV[5])
            return {1, 0}
            """;

    /**
     * ARGV: ballot, time to live in ms, regime, number to come behind or -1, head, how many lines, how many marks, how many items
     * are there already (all, or none), items otherwise: of each line those of {@link #ADD}, and the marks; origins with their
     * numbers.
     */
    static final String INSTALL = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            local known = redis.call('HGET', KEYS[1], 'head')
            local isNew = redis.call('HGET', KEYS[1], 'of') ~= ARGV[1]
            if not isNew and (ARGV[4] ~= '-1' or tonumber(ARGV[5]) <= tonumber(known)) then return {1} end
            if ARGV[4] ~= '-1' and known ~= ARGV[4] then return {0, promised} end
            local size = 5 * tonumber(ARGV[6]) + tonumber(ARGV[7])
            local items, first, origins = ARGV, 9, 9 + size
            if ARGV[8] ~= '0' then
              items, first, origins = redis.call('LRANGE', KEYS[5], 0, -1), 1, 9
              if #items ~= size then return {0, promised} end
            end
            local last = first + 5 * tonumber(ARGV[6]) - 1
            redis.call('UNLINK', KEYS[5])
            if ARGV[4] == '-1' then
              redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
              local before = ARGV[6] == '0' and ARGV[5] or tonumber(items[first]) - 1
              redis.call('HSET', KEYS[1], 'head', before)
            end
            """ + ADD + """
            if ARGV[4] == '-1' then
              redis.call('UNLINK', KEYS[3])
              for i = last + 1, last + tonumber(ARGV[7]) do redis.call('XADD', KEYS[3], '*', 'm', items[i]) end
            end
            for i = origins, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
            if isNew then redis.call('HSET', KEYS[1], 'of', ARGV[1], 'regime', ARGV[3], 'active', '0') end
            for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
            return {1}
            """;

    /** ARGV: ballot, time to live in ms, oldest number to keep, most marks, for how many ms, lines. Answers the head. */
    static final String APPEND = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised or redis.call('HGET', KEYS[1], 'of') ~= promised then return {0, promised} end
            local items, first, last = ARGV, 6, #ARGV
            """ + ADD + """
            redis.call('HSET', KEYS[1], 'active', '1')
            redis.call('XTRIM', KEYS[2], 'MINID', ARGV[3] .. '-0')
            redis.call('XTRIM', KEYS[3], 'MAXLEN', '~', ARGV[4])
            redis.call('XTRIM', KEYS[3], 'MINID', '~', math.floor(tonumber(redis.call('TIME')[1]) * 1000 - tonumber(ARGV[5])))
            for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
            return {1, head}
            """;

    /**
     * ARGV: ballot, time to live in ms. Everything that the others do: a Redis that refuses writes still answers what is read, and
     * one whose ACL lacks a command does all the rest. What is left by one that failed midway, the next takes away.
     */
    static final String PROBE = """
            redis.call('HSET', KEYS[1], 'promised', ARGV[1])
            redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[5])
            redis.call('HSET', KEYS[4], '1', '1')
            for i = 2, 3 do redis.call('XADD', KEYS[i], '*', 'm', '1') end
            redis.call('RPUSH', KEYS[5], '1')
            for i = 1, 5 do redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
            redis.call('HGET', KEYS[1], 'promised')
            redis.call('HGETALL', KEYS[4])
            redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
            redis.call('XTRIM', KEYS[3], 'MAXLEN', 0)
            redis.call('LLEN', KEYS[5])
            redis.call('LRANGE', KEYS[5], 0, -1)
            redis.call('TIME')
            redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5])
            return {1}
            """;

    private LogScripts() {}
}
