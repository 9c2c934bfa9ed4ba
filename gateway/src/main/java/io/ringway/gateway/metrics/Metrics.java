package io.ringway.gateway.metrics;

import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.FrameMemory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What this node counts itself. Any thread; a call costs some nanoseconds and never blocks. Names and codes given here
 * become labels: pass constants, never what a client sent.
 */
public final class Metrics {
    private final Map<String, LongAdder> connections = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> opened = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> closed = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> authFailures = new ConcurrentHashMap<>();
    private final Map<String, IceProviderMetrics> iceProviders = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> limited = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> pushedOut = new ConcurrentHashMap<>();
    private final Map<String, WebhookMetrics> webhooks = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> hooks = new ConcurrentHashMap<>();
    private final Map<String, StreamMetrics> streams = new ConcurrentHashMap<>();
    private final LongAdder webhooksLost = new LongAdder();
    private final LongAdder framesIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder framesOut = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder flushes = new LongAdder();
    private final LongAdder slowConsumers = new LongAdder();
    private final LongAdder callLogLost = new LongAdder();
    private final LongAdder groups = new LongAdder();
    private final LongAdder members = new LongAdder();
    private final HistoryMetrics history = new HistoryMetrics();
    private final CallMetrics calls = new CallMetrics();
    private final PushMetrics push = new PushMetrics();
    private final LoopLag loopLag = new LoopLag();
    private final MemoryMetrics memory = new MemoryMetrics(() -> System.nanoTime() / 1_000_000, FrameMemory::refusals);

    /** What an alert looks at is there before the first time: a rate has nothing to start from otherwise. */
    public Metrics() {
        for (ErrorCode code : ErrorCode.values()) {
            adder(errors, code.code());
        }
        for (int hundreds = 2; hundreds <= 5; hundreds++) {
            adder(answers, hundreds + "xx");
        }
    }

    /** This node takes WebSockets of this dialect: its figures are there before the first. */
    public void serves(String dialect) {
        adder(opened, dialect);
        adder(connections, dialect);
    }

    /** A client was told on its WebSocket that something could not be done. */
    public void error(ErrorCode code) {
        adder(errors, code.code()).increment();
    }

    Map<String, LongAdder> errors() {
        return errors;
    }

    /** A request to the public port was answered with this HTTP status. */
    public void answered(int status) {
        adder(answers, status / 100 + "xx").increment();
    }

    Map<String, LongAdder> answers() {
        return answers;
    }

    /** A WebSocket of this dialect is open. */
    public void opened(String dialect) {
        adder(opened, dialect).increment();
        adder(connections, dialect).increment();
    }

    /** It is closed, by whom and with which code. */
    public void closed(String dialect, String code) {
        adder(closed, code).increment();
        adder(connections, dialect).decrement();
    }

    /** A handshake was answered with this HTTP status. */
    public void refused(int status) {
        adder(refused, Integer.toString(status)).increment();
    }

    /** A token was refused; the reason is one of a fixed few. */
    public void authFailure(String reason) {
        adder(authFailures, reason).increment();
    }

    /** Something was refused because this limit was met. */
    public void limited(Enum<?> kind) {
        adder(limited, kind.name().toLowerCase(Locale.ROOT)).increment();
    }

    public Map<String, LongAdder> limited() {
        return limited;
    }

    /** What is counted of a provider of TURN credentials, by its name in the configuration. */
    public IceProviderMetrics iceProvider(String name) {
        return iceProviders.computeIfAbsent(name, key -> new IceProviderMetrics());
    }

    Map<String, IceProviderMetrics> iceProviders() {
        return iceProviders;
    }

    /** What is counted of a receiver of events, by its id. */
    public WebhookMetrics webhook(String id) {
        return webhooks.computeIfAbsent(id, key -> new WebhookMetrics());
    }

    Map<String, WebhookMetrics> webhooks() {
        return webhooks;
    }

    /** What is counted of a stream, by its name in the configuration. */
    public StreamMetrics stream(String name) {
        return streams.computeIfAbsent(name, key -> new StreamMetrics());
    }

    Map<String, StreamMetrics> streams() {
        return streams;
    }

    /** Lists of one kind that had to go for newer ones, as far as whoever is asked knows. */
    public void pushedOut(String list, LongSupplier count) {
        pushedOut.put(list, count);
    }

    Map<String, LongSupplier> pushedOut() {
        return pushedOut;
    }

    public PushMetrics push() {
        return push;
    }

    /** A hook's answer: its kind and what came of it, of a fixed few. */
    public void hook(String answer) {
        adder(hooks, answer).increment();
    }

    Map<String, LongAdder> hooks() {
        return hooks;
    }

    /** An event that was not even written down, because too many wait for the store. */
    public void webhookLost() {
        webhooksLost.increment();
    }

    public long webhooksLost() {
        return webhooksLost.sum();
    }

    /** This node has this many more, or fewer, groups with members of its own. */
    public void groups(int change) {
        groups.add(change);
    }

    /** This node's connections have this many more, or fewer, memberships. */
    public void members(int change) {
        members.add(change);
    }

    /** An entry of a call's timeline or a user's history that could not be stored. */
    public void callLogLost() {
        callLogLost.increment();
    }

    /** What waits in memory for clients. */
    public MemoryMetrics memory() {
        return memory;
    }

    public CallMetrics calls() {
        return calls;
    }

    /** What is counted of the messages that groups keep. */
    public HistoryMetrics history() {
        return history;
    }

    public void slowConsumer() {
        slowConsumers.increment();
    }

    /** Frames and bytes of messages since the last call. */
    public void received(long frames, long bytes) {
        framesIn.add(frames);
        bytesIn.add(bytes);
    }

    /** Frames and bytes written, and how many flushes took them, since the last call. */
    public void sent(long frames, long bytes, long flushCount) {
        framesOut.add(frames);
        bytesOut.add(bytes);
        flushes.add(flushCount);
    }

    /** How late an event loop came to a timer, in nanoseconds. */
    public void loopLate(long nanos) {
        loopLag.record(nanos);
    }

    public Map<String, LongAdder> connections() {
        return connections;
    }

    /** Open WebSockets of one dialect. */
    public long connections(String dialect) {
        return adder(connections, dialect).sum();
    }

    public Map<String, LongAdder> opened() {
        return opened;
    }

    public Map<String, LongAdder> closed() {
        return closed;
    }

    public Map<String, LongAdder> refused() {
        return refused;
    }

    public Map<String, LongAdder> authFailures() {
        return authFailures;
    }

    public long framesIn() {
        return framesIn.sum();
    }

    public long bytesIn() {
        return bytesIn.sum();
    }

    public long framesOut() {
        return framesOut.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    public long flushes() {
        return flushes.sum();
    }

    public long groups() {
        return groups.sum();
    }

    public long members() {
        return members.sum();
    }

    public long callLogEntriesLost() {
        return callLogLost.sum();
    }

    public long slowConsumers() {
        return slowConsumers.sum();
    }

    public LoopLag loopLag() {
        return loopLag;
    }

    private static LongAdder adder(Map<String, LongAdder> adders, String label) {
        LongAdder adder = adders.get(label);
        return adder != null ? adder : adders.computeIfAbsent(label, key -> new LongAdder());
    }
}
