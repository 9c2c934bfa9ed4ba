package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.logs.BusyException;
import io.ringway.cluster.logs.DeniedException;
import io.ringway.cluster.logs.FullException;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.logs.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Logs in a Redis, version 6.2 or newer, each a stream with what belongs to it. Hub only. */
public final class RedisLogs extends RedisStore implements LogStore {

    private static final String[] KEYS = {"state", "lines", "marks", "origins", "parts"};
    private static final int LINES = 2;
    private static final int MARKS = 3;
    private static final String FIRST = "-";

    /** Of large requests at a time. Answers come in order, so whatever is behind one waits for it. */
    private static final long WINDOW_BYTES = 4L * Parts.BYTES;

    /** Longer than its turn may be away, and not for ever where it does not come. */
    private static final long PARTS_MILLIS = 600_000;

    /** No log has this key: theirs have a tenant in it. */
    private static final String PROBED = "probe";

    private static final long PROBE_MILLIS = 10_000;

    private final String name;
    private final int marks;
    private final Duration markAge;
    private final Window window = new Window(WINDOW_BYTES);
    private volatile boolean isFull;

    /**
     * @param link that nothing else uses, so that nothing holds these up
     * @param name tells these logs from others in the same Redis; becomes part of their keys
     * @param marks how many a log keeps, or some more
     * @param markAge for how long it keeps them, or some longer
     */
    public RedisLogs(RedisLink link, String name, int marks, Duration markAge) {
        super(link);
        this.name = name;
        this.marks = marks;
        this.markAge = markAge;
    }

    @Override
    public Future<Optional<Held>> promise(String key, String ballot, Duration age) {
        return send(script(LogScripts.PROMISE, key, ballot).arg(age.toMillis()))
                .map(answer -> answer.get(1) == null
                        ? Optional.empty()
                        : Optional.of(new Held(
                                Bytes.wrap(answer.get(1).toBytes()),
                                answer.get(2).toInteger() == 1,
                                answer.get(3).toLong())));
    }

    @Override
    public Future<Optional<LogContents>> read(String key, String ballot) {
        if (window.isFull()) {
            return Future.failedFuture(new BusyException());
        }
        Future<Response> state = send(script(LogScripts.READ, key, ballot));
        Future<List<Line>> lines = pages(key, ballot, LINES, FIRST, new ArrayList<>(), RedisLogs::line);
        Future<List<Bytes>> marks = pages(key, ballot, MARKS, FIRST, new ArrayList<>(), RedisLogs::mark);
        return Future.all(state, lines, marks)
                .map(read -> state.result().get(1) == null
                        ? Optional.empty()
                        : Optional.of(contents(state.result(), lines.result(), marks.result())));
    }

    private <T> Future<List<T>> pages(
            String key, String ballot, int which, String from, List<T> read, Function<Response, T> entry) {
        Supplier<Future<Response>> ask = () ->
                send(script(LogScripts.PAGE, key, ballot).arg(which).arg(from).arg(Parts.BYTES));
        return window.send(() -> new Window.Large<>(Parts.BYTES, ask)).compose(page -> {
            page.get(1).forEach(one -> read.add(entry.apply(one)));
            String next = page.get(2).toString();
            return next.isEmpty() ? Future.succeededFuture(read) : pages(key, ballot, which, next, read, entry);
        });
    }

    private static LogContents contents(Response state, List<Line> lines, List<Bytes> marks) {
        Map<Long, Long> seqs = new HashMap<>();
        fields(state.get(2)).forEach((origin, seq) -> seqs.put(Long.valueOf(origin), seq.toLong()));
        return new LogContents(LogContents.ALL, state.get(1).toLong(), lines, seqs, marks);
    }

    private static Bytes mark(Response entry) {
        return Bytes.wrap(field(fields(entry.get(1)), "m").toBytes());
    }

    private static Line line(Response entry) {
        String id = entry.get(0).toString();
        Map<String, Response> fields = fields(entry.get(1));
        return new Line(
                Long.parseLong(id.substring(0, id.indexOf('-'))),
                Bytes.wrap(field(fields, "b").toBytes()),
                field(fields, "o").toLong(),
                field(fields, "s").toLong(),
                Bytes.EMPTY);
    }

    /** Names and values in turn, as Redis answers a script. */
    private static Map<String, Response> fields(Response flat) {
        Map<String, Response> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(StandardCharsets.US_ASCII), flat.get(i + 1));
        }
        return fields;
    }

    private static Response field(Map<String, Response> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    @Override
    public Future<Void> install(String key, String ballot, Bytes regime, LogContents contents, Duration age) {
        if (window.isFull()) {
            return Future.failedFuture(new BusyException());
        }
        Parts parts = new Parts(contents.lines(), contents.marks());
        Installation of = new Installation(key, ballot, regime, contents, age);
        return next(of, parts, 0);
    }

    /** What is to be a log, of which no part is built before it goes. */
    private record Installation(String key, String ballot, Bytes regime, LogContents contents, Duration age) {}

    /** @param staged how many items are there already */
    private Future<Void> next(Installation of, Parts parts, int staged) {
        return window.send(() -> {
                    List<Buffer> items = parts.next();
                    boolean isWhole = staged == 0 && parts.isOver();
                    Supplier<Future<Step>> send = () -> isWhole ? whole(of, items, 0) : stage(of, items, staged);
                    return new Window.Large<>(Parts.size(items), send);
                })
                .compose(step -> switch (step) {
                    case Step.Done() -> Future.succeededFuture();
                    case Step.Staged(int items) ->
                        parts.isOver() ? whole(of, List.of(), items).mapEmpty() : next(of, parts, items);
                });
    }

    private sealed interface Step {
        record Done() implements Step {}

        /** @param items how many are there */
        record Staged(int items) implements Step {}
    }

    private Future<Step> stage(Installation of, List<Buffer> items, int before) {
        Request request = script(LogScripts.STAGE, of.key, of.ballot)
                .arg(before)
                .arg(of.contents.behind())
                .arg(of.contents.head())
                .arg(PARTS_MILLIS);
        items.forEach(request::arg);
        return send(request).map(answer -> isThere(answer) ? new Step.Done() : new Step.Staged(before + items.size()));
    }

    private static boolean isThere(Response staged) {
        return staged.get(1).toInteger() == 1;
    }

    private Future<Step> whole(Installation of, List<Buffer> items, int staged) {
        LogContents contents = of.contents;
        Request request = script(LogScripts.INSTALL, of.key, of.ballot)
                .arg(of.age.toMillis())
                .arg(buffer(of.regime))
                .arg(contents.behind())
                .arg(contents.head())
                .arg(contents.lines().size())
                .arg(contents.marks().size())
                .arg(staged);
        items.forEach(request::arg);
        contents.seqs().forEach((origin, seq) -> request.arg(origin).arg(seq));
        return send(request).map(new Step.Done());
    }

    @Override
    public Future<Long> append(String key, String ballot, List<Line> lines, long oldest, Duration age) {
        Request request = script(LogScripts.APPEND, key, ballot)
                .arg(age.toMillis())
                .arg(oldest)
                .arg(marks)
                .arg(markAge.toMillis());
        List<Buffer> items = new ArrayList<>();
        lines.forEach(line -> Parts.add(items, line));
        items.forEach(request::arg);
        return send(request).map(answer -> {
            writes();
            return answer.get(1).toLong();
        });
    }

    private static Buffer buffer(Bytes bytes) {
        return Buffer.buffer(bytes.array());
    }

    private Request script(String script, String key, String ballot) {
        String base = link.address().base(name, key);
        Request request = Request.cmd(Command.EVAL).arg(script).arg(KEYS.length);
        for (String part : KEYS) {
            request.arg(base + part);
        }
        return request.arg(ballot);
    }

    @Override
    public Future<Void> probe() {
        return send(script(LogScripts.PROBE, PROBED, PROBED).arg(PROBE_MILLIS))
                .onSuccess(written -> {
                    writes();
                    link.allowed();
                })
                .mapEmpty();
    }

    private void writes() {
        isFull = false;
        link.writes();
    }

    private Future<Response> send(Request request) {
        return link.send(request)
                .recover(this::failed)
                .compose(answer -> answer.get(0).toInteger() == 1
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(new RefusedException(answer.get(1).toString())));
    }

    /** Since Redis 7 the error's first word says so, before that it stands in the midst of an error of the script. */
    private Future<Response> failed(Throwable failure) {
        if (RedisLink.isDenial(failure)) {
            return Future.failedFuture(new DeniedException(String.valueOf(failure.getMessage())));
        }
        if (!String.valueOf(failure.getMessage()).contains("OOM command not allowed")) {
            return Future.failedFuture(failure);
        }
        isFull = true;
        return Future.failedFuture(new FullException());
    }

    @Override
    public Optional<String> trouble() {
        return isFull ? Optional.of(link.address() + " has no memory left") : super.trouble();
    }
}
