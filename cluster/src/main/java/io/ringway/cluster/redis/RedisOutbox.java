package io.ringway.cluster.redis;

import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Survey;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lines in a Redis, version 6.2 or newer: they outlive every node. All nodes of one cluster, and of no other, use the same
 * prefix. Hub only.
 */
public final class RedisOutbox extends RedisStore implements OutboxStore {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String NEWS = "n";
    private static final String TALLY = "t";
    private static final String[] PARTS = {"s", "g", "b", NEWS, "q", TALLY};

    private static final int PORTION = 1_000;

    private final String base;

    /** @param name tells this outbox from others in the same Redis; becomes part of its keys */
    public RedisOutbox(RedisLink link, String name) {
        super(link);
        this.base = link.address().prefix() + ":" + name + ":";
    }

    @Override
    public Future<Written> write(String line, Batch batch) {
        Request request = script(OutboxScripts.WRITE, line)
                .arg(batch.writer())
                .arg(batch.number())
                .arg(Codec.steps(batch.steps()))
                .arg(ABANDON_MS)
                .arg(FORGET_MS);
        return link.send(request)
                .map(answer ->
                        new Written(answer.get(0).toInteger(), answer.get(1).toInteger()));
    }

    @Override
    public Future<List<Entry>> head(String line, long after, int limit) {
        Request request = Request.cmd(Command.ZRANGE)
                .arg(key(line, NEWS))
                .arg("(" + after)
                .arg("+inf")
                .arg("BYSCORE")
                .arg("LIMIT")
                .arg(0)
                .arg(limit);
        return link.send(request).map(answer -> {
            List<Entry> head = new ArrayList<>();
            answer.forEach(item -> head.add(Codec.entry(item.toString(StandardCharsets.UTF_8))));
            return head;
        });
    }

    @Override
    public Future<Integer> take(String line, Collection<Long> seqs) {
        Request request = script(OutboxScripts.TAKE, line);
        seqs.forEach(request::arg);
        return link.send(request).map(Response::toInteger);
    }

    @Override
    public Future<Integer> take(String line, Entry told) {
        Request request = script(OutboxScripts.TAKE_TOLD, line)
                .arg(told.seq())
                .arg(told.again())
                .arg(told.parts())
                .arg(CHANGED);
        return link.send(request).map(Response::toInteger);
    }

    @Override
    public Future<Tally> tally(String line) {
        return link.send(script(OutboxScripts.TALLY, line))
                .map(answer -> new Tally(
                        answer.get(0).toInteger(),
                        answer.get(1).toLong(),
                        answer.get(2).toLong(),
                        answer.get(3).toLong(),
                        answer.get(4).toLong()));
    }

    @Override
    public Future<Survey> survey(Set<Long> live) {
        Request request = script(OutboxScripts.SURVEY, "");
        live.forEach(node -> request.arg(Long.toHexString(node)));
        return link.send(request).map(RedisOutbox::survey).compose(this::pruned);
    }

    /** Without the lines whose news are gone by their age, as those of a receiver that was taken out are. */
    private Future<Survey> pruned(Survey survey) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        return prune(List.copyOf(survey.waiting().keySet()), waiting).map(done -> new Survey(waiting, survey.strays()));
    }

    /** In portions: nobody else is served while a script runs. */
    private Future<Void> prune(List<String> lines, Map<String, Long> waiting) {
        if (lines.isEmpty()) {
            return Future.succeededFuture();
        }
        List<String> portion = lines.subList(0, Math.min(PORTION, lines.size()));
        Request request = Request.cmd(Command.EVAL)
                .arg(OutboxScripts.PRUNE)
                .arg(2 * portion.size() + 1)
                .arg(base + "waiting");
        portion.forEach(line -> request.arg(key(line, NEWS)));
        portion.forEach(line -> request.arg(key(line, TALLY)));
        portion.forEach(request::arg);
        return link.send(request).compose(answer -> {
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                waiting.put(text(answer, i), answer.get(i + 1).toLong());
            }
            return prune(lines.subList(portion.size(), lines.size()), waiting);
        });
    }

    private static Survey survey(Response answer) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        Map<Long, Set<String>> strays = new HashMap<>();
        int i = 0;
        while (!text(answer, i).isEmpty()) {
            waiting.put(text(answer, i++), 0L);
        }
        for (i++; i + 1 < answer.size(); i += 2) {
            strays.computeIfAbsent(Long.parseUnsignedLong(text(answer, i), 16), first -> new LinkedHashSet<>())
                    .add(text(answer, i + 1));
        }
        return new Survey(waiting, strays);
    }

    private static String text(Response answer, int index) {
        return answer.get(index).toString(StandardCharsets.UTF_8);
    }

    private Request script(String script, String line) {
        Request request = Request.cmd(Command.EVAL).arg(script).arg(PARTS.length + 3);
        for (String part : PARTS) {
            request.arg(key(line, part));
        }
        return request.arg(base + "waiting")
                .arg(base + "owners")
                .arg(base + "owned:")
                .arg(line);
    }

    /** Base64 keeps a group's name from looking like another key. */
    private String key(String line, String part) {
        return base + BASE64.encodeToString(line.getBytes(StandardCharsets.UTF_8)) + ":" + part;
    }
}
