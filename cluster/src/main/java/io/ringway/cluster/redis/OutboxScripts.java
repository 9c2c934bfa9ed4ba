package io.ringway.cluster.redis;

/**
 * What is done to a line's book in Redis, in one atomic step; {@link io.ringway.cluster.outbox.Line} in Lua. A line is
 * these keys: its seats, seats that were declared lost, or over before they were entered, the last batch of each writer, the
 * news by their numbers, the last number, and what there is of it: the bytes that wait, and what was lost. Beside them, for all lines: which have news, which nodes have seats, and for
 * each node in which lines.
 */
final class OutboxScripts {
    private static final String KEYS = """
            local seats, gone, batches, news, last = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
            local tally, waiting, owners, owned = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
            local line = ARGV[1]
            """;

    /**
     * ARGV: line, writer, number, steps, how long the line is kept while it has something and when it has nothing, in ms.
     * Answers how many news wait, and how many had to go.
     */
    static final String WRITE = KEYS + """
            local dropped = 0
            local ENDED = 'over:'
            local function seat(key)
              local text = redis.call('HGET', seats, key)
              return text and cjson.decode(text)
            end
            local function put(key, taken)
              redis.call('HSET', seats, key, cjson.encode(taken))
            end
            local function count(owner, by)
              local key = owned .. owner
              if redis.call('HINCRBY', key, line, by) <= 0 then redis.call('HDEL', key, line) end
              if redis.call('EXISTS', key) == 1 then redis.call('SADD', owners, owner)
              else redis.call('SREM', owners, owner) end
            end
            local function add(seq, text)
              redis.call('ZADD', news, seq, text)
              redis.call('HINCRBY', tally, 'bytes', #text)
            end
            local function append(entry)
              local seq = math.max(tonumber(redis.call('GET', last) or '0') + 1, entry.a)
              local text = string.format('%.0f', seq)
              redis.call('SET', last, text)
              entry.q = seq
              add(text, cjson.encode(entry))
            end
            local function lose(count, at)
              redis.call('HINCRBY', tally, 'lost', count)
              redis.call('HSETNX', tally, 'since', string.format('%.0f', at))
              redis.call('HSET', tally, 'at', string.format('%.0f', at))
            end
            local function over(count, bytes)
              local size = redis.call('ZCARD', news)
              return size > 0 and ((count > 0 and size > count)
                or (bytes > 0 and tonumber(redis.call('HGET', tally, 'bytes') or '0') > bytes))
            end
            local function patched(text, patch)
              local body = cjson.decode(text)
              for name, value in pairs(cjson.decode(patch)) do body[name] = value end
              return cjson.encode(body)
            end
            local function enter(step)
              local taken = seat(step.key)
              if taken then
                if taken.o ~= step.o then
                  count(taken.o, -1)
                  taken.o = step.o
                  put(step.key, taken)
                  count(step.o, 1)
                end
                return
              end
              local since = step.s
              local lost = redis.call('HGET', gone, step.key)
              if lost and tonumber(lost) >= since then since = step.a end
              redis.call('HDEL', gone, step.key)
              local first = redis.call('HLEN', seats) == 0
              local over = redis.call('HGET', gone, ENDED .. step.key)
              if over then
                over = cjson.decode(over)
                append({k = 'ENTERED', key = step.key, s = since, a = step.a, b = step.b, d = '', e = first})
                append({k = 'LEFT', key = step.key, s = since, a = over.a, b = patched(step.b, over.b), d = over.d, e = first})
                return
              end
              put(step.key, {o = step.o, s = since, b = step.b})
              count(step.o, 1)
              append({k = 'ENTERED', key = step.key, s = since, a = step.a, b = step.b, d = '', e = first})
            end
            local function leave(key, taken, reason, at)
              redis.call('HDEL', seats, key)
              count(taken.o, -1)
              append({k = 'LEFT', key = key, s = taken.s, a = at, b = taken.b, d = reason,
                e = redis.call('HLEN', seats) == 0})
            end
            local function each(owner, action)
              local all = redis.call('HGETALL', seats)
              for i = 1, #all, 2 do
                local taken = cjson.decode(all[i + 1])
                if taken.o == owner then action(all[i], taken) end
              end
            end
            -- Beside each writer is when it wrote last: who has not for longest is forgotten.
            local function remember(writer, number)
              redis.call('HSET', batches, writer, number, '#' .. writer, redis.call('HINCRBY', batches, '#', 1))
              if redis.call('HLEN', batches) <= 2 * 64 + 1 then return end
              local oldest, first = writer, math.huge
              local all = redis.call('HGETALL', batches)
              for i = 1, #all, 2 do
                local turn = tonumber(all[i + 1])
                if string.sub(all[i], 1, 1) == '#' and all[i] ~= '#' and turn < first then
                  oldest, first = string.sub(all[i], 2), turn
                end
              end
              redis.call('HDEL', batches, oldest, '#' .. oldest)
            end
            local apply = {
              enter = enter,
              leave = function(step)
                local taken = seat(step.key)
                if taken and (step.o == '' or taken.o == step.o) then leave(step.key, taken, step.d, step.a) end
              end,
              pass = function(step)
                local taken = seat(step.key)
                if taken and (step.o == '' or taken.o == step.o) then
                  count(taken.o, -1)
                  taken.o = step.to
                  put(step.key, taken)
                  count(step.to, 1)
                end
              end,
              lost = function(step)
                each(step.o, function(key, taken)
                  if redis.call('HLEN', gone) >= 1000 then redis.call('DEL', gone) end
                  redis.call('HSET', gone, key, string.format('%.0f', taken.s))
                  leave(key, taken, step.d, step.a)
                end)
                redis.call('HDEL', owned .. step.o, line)
                if redis.call('EXISTS', owned .. step.o) == 0 then redis.call('SREM', owners, step.o) end
              end,
              state = function(step)
                local named = {}
                for _, one in ipairs(step.seats) do
                  named[one.key] = true
                  if redis.call('HEXISTS', seats, one.key) == 0 then
                    enter({key = one.key, s = one.s, b = one.b, o = step.o, a = step.a})
                  end
                end
                each(step.o, function(key, taken)
                  if not named[key] then leave(key, taken, step.d, step.a) end
                end)
              end,
              amend = function(step)
                local taken = seat(step.key)
                if not taken then return end
                taken.b = patched(taken.b, step.b)
                put(step.key, taken)
                if step.d ~= '' then
                  append({k = 'NOTE', key = step.key, s = taken.s, a = step.a, b = taken.b, d = step.d, e = false})
                end
              end,
              ['end'] = function(step)
                local taken = seat(step.key)
                if taken then
                  taken.b = patched(taken.b, step.b)
                  leave(step.key, taken, step.d, step.a)
                else
                  redis.call('HSETNX', gone, ENDED .. step.key, cjson.encode(step))
                end
              end,
              note = function(step)
                append({k = 'NOTE', key = step.key, s = step.a, a = step.a, b = step.b, d = step.d, e = false})
                local gone = 0
                while over(step.n, step.z) do
                  redis.call('HINCRBY', tally, 'bytes', -#redis.call('ZPOPMIN', news)[1])
                  gone = gone + 1
                end
                if gone > 0 then lose(gone, step.a) end
                dropped = dropped + gone
              end,
              back = function(step)
                local entry = step.e
                local seq = string.format('%.0f', entry.q)
                for _, text in ipairs(redis.call('ZRANGEBYSCORE', news, seq, seq)) do
                  local there = cjson.decode(text)
                  local parts = there.w or ''
                  local known = parts == '' or string.find(',' .. parts .. ',', ',' .. entry.w .. ',', 1, true)
                  entry = there
                  entry.r = math.max(there.r or 0, step.e.r)
                  entry.w = known and parts or (step.e.w == '' and '' or parts .. ',' .. step.e.w)
                  redis.call('HINCRBY', tally, 'bytes', -#text)
                end
                redis.call('ZREMRANGEBYSCORE', news, seq, seq)
                add(seq, cjson.encode(entry))
                if tonumber(redis.call('GET', last) or '0') < step.e.q then redis.call('SET', last, seq) end
              end,
              missed = function(step) lose(step.n, step.a) end,
            }
            if tonumber(redis.call('HGET', batches, ARGV[2]) or '0') < tonumber(ARGV[3]) then
              remember(ARGV[2], ARGV[3])
              for _, step in ipairs(cjson.decode(ARGV[4])) do apply[step.t](step) end
            end
            local size = redis.call('ZCARD', news)
            if size > 0 then redis.call('SADD', waiting, line)
            else redis.call('HDEL', tally, 'bytes') end
            local used = size > 0 or redis.call('EXISTS', seats) == 1 or redis.call('HEXISTS', tally, 'lost') == 1
            for i = 1, 6 do redis.call('PEXPIRE', KEYS[i], used and ARGV[5] or ARGV[6]) end
            return {size, dropped}
            """;

    private static final String REMOVE = """
            local counts = redis.call('HEXISTS', tally, 'bytes') == 1
            local function remove(seq)
              for _, text in ipairs(counts and redis.call('ZRANGEBYSCORE', news, seq, seq) or {}) do
                redis.call('HINCRBY', tally, 'bytes', -#text)
              end
              redis.call('ZREMRANGEBYSCORE', news, seq, seq)
            end
            local function left()
              local size = redis.call('ZCARD', news)
              if size == 0 then
                redis.call('SREM', waiting, line)
                redis.call('HDEL', tally, 'bytes')
              end
              return size
            end
            """;

    /** ARGV: line, and the numbers to take out. Answers how many news wait still. */
    static final String TAKE = KEYS + REMOVE + """
            for i = 2, #ARGV do remove(ARGV[i]) end
            return left()
            """;

    /**
     * ARGV: line, the number of what was told, when it was put back and which parts were told, and what is answered where that
     * is another by now. Answers how many news wait still.
     */
    static final String TAKE_TOLD = KEYS + REMOVE + """
            for _, text in ipairs(redis.call('ZRANGEBYSCORE', news, ARGV[2], ARGV[2])) do
              local there = cjson.decode(text)
              if (there.r or 0) ~= tonumber(ARGV[3]) or (there.w or '') ~= ARGV[4] then return tonumber(ARGV[5]) end
            end
            remove(ARGV[2])
            return left()
            """;

    /** ARGV: line. Answers how many news wait, their bytes, how many are lost, and when the first and the last of them was. */
    static final String TALLY = KEYS + """
            local answer = redis.call('HMGET', tally, 'bytes', 'lost', 'since', 'at')
            for i = 1, 4 do answer[i] = answer[i] or '0' end
            table.insert(answer, 1, redis.call('ZCARD', news))
            return answer
            """;

    /** ARGV: unused, then the owners that are alive. Answers lines with news, an empty text, and each stray owner and its line. */
    static final String SURVEY = KEYS + """
            local answer = redis.call('SMEMBERS', waiting)
            table.insert(answer, '')
            local alive = {}
            for i = 2, #ARGV do alive[ARGV[i]] = true end
            for _, owner in ipairs(redis.call('SMEMBERS', owners)) do
              if not alive[owner] then
                for _, lost in ipairs(redis.call('HKEYS', owned .. owner)) do
                  table.insert(answer, owner)
                  table.insert(answer, lost)
                end
              end
            end
            return answer
            """;

    /**
     * What nobody takes ends by its age, and its line waits no more. KEYS: the waiting, the news of some lines, and what there
     * is of each; ARGV: those lines. Answers each line that has news, and their bytes.
     */
    static final String PRUNE = """
            local answer = {}
            for i = 1, #ARGV do
              if redis.call('EXISTS', KEYS[i + 1]) == 1 then
                table.insert(answer, ARGV[i])
                table.insert(answer, redis.call('HGET', KEYS[#ARGV + i + 1], 'bytes') or '0')
              else redis.call('SREM', KEYS[1], ARGV[i]) end
            end
            return answer
            """;

    private OutboxScripts() {}
}
