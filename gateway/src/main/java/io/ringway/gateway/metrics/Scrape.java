package io.ringway.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Puts {@link Metrics}, the cluster's size and the JVM into Prometheus text. One per node; any thread, and no
 * cost between two scrapes.
 */
public final class Scrape implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Metrics metrics;

    /**
     * @param peers other nodes that can be reached
     * @param ready whether this node serves; both on any thread, without blocking
     */
    public Scrape(Metrics metrics, IntSupplier peers, BooleanSupplier ready) {
        this.metrics = metrics;
        traffic();
        state(peers);
        memory(BufferMemory.ofThisProcess());
        gauge("ringway_ready", "Whether this node should get users", ready, each -> each.getAsBoolean() ? 1 : 0);
        jvm();
    }

    /** The text for a scraper, at this moment. */
    public String text() {
        labelled("ringway_sockets_opened", "WebSockets opened", "dialect", metrics.opened());
        labelled("ringway_sockets_closed", "WebSockets closed, by whom and why", "code", metrics.closed());
        labelled("ringway_handshakes_refused", "WebSocket handshakes refused", "status", metrics.refused());
        labelled("ringway_auth_failures", "Tokens refused", "reason", metrics.authFailures());
        labelled("ringway_errors", "Errors that clients were told on WebSockets", "code", metrics.errors());
        labelled("ringway_http_answers", "Answers to HTTP requests, by class of status", "status", metrics.answers());
        labelled("ringway_limited", "Requests and connections refused by a limit", "kind", metrics.limited());
        labelled("ringway_hook_answers", "Answers of hooks, by hook and what came of it", "answer", metrics.hooks());
        labelled(
                "ringway_calls_ended",
                "Calls that ended, by the reason",
                "reason",
                metrics.calls().ended());
        labelled(
                "ringway_push",
                "Pushes by what came of them",
                "result",
                metrics.push().results());
        metrics.pushedOut().forEach(this::pushedOut);
        metrics.connections().forEach(this::connections);
        metrics.iceProviders().forEach(this::iceProvider);
        metrics.webhooks().forEach(this::webhook);
        metrics.streams().forEach((name, stream) -> {
            if (known.add("ringway_stream " + name)) {
                new StreamScrape(registry, name).add(stream);
            }
        });
        return registry.scrape();
    }

    private void pushedOut(String list, LongSupplier count) {
        if (known.add("ringway_lists_pushed_out " + list)) {
            FunctionCounter.builder("ringway_lists_pushed_out", count, LongSupplier::getAsLong)
                    .description("Lists in the nodes' memory that had to go before their time, for newer ones")
                    .tag("list", list)
                    .register(registry);
        }
    }

    private void connections(String dialect, LongAdder open) {
        if (known.add("ringway_connections " + dialect)) {
            gauge("ringway_connections", "Open WebSockets", Tags.of("dialect", dialect), open, LongAdder::sum);
        }
    }

    private void webhook(String id, WebhookMetrics receiver) {
        if (known.add("ringway_webhook " + id)) {
            Tags of = Tags.of("webhook", id);
            gauge(
                    "ringway_webhook_up",
                    "Whether a receiver took the last event that this node sent it",
                    of,
                    receiver,
                    each -> each.isUp() ? 1 : 0);
            gauge(
                    "ringway_webhook_waiting_bytes",
                    "About how many bytes of events wait for a receiver; one node says so for all",
                    of,
                    receiver,
                    WebhookMetrics::waitingNow);
            Outcomes events = new Outcomes(
                    "ringway_webhook_events",
                    "Events sent to a receiver, by what came of it; failed ones are sent again",
                    of);
            events.count("delivered", receiver.deliveredCount());
            events.count("failed", receiver.failedCount());
            events.count("dead", receiver.deadCount());
        }
    }

    private void iceProvider(String name, IceProviderMetrics provider) {
        if (known.add("ringway_ice " + name)) {
            Tags of = Tags.of("provider", name);
            gauge(
                    "ringway_ice_provider_up",
                    "Whether a provider of TURN credentials works",
                    of,
                    provider,
                    each -> each.isUp() ? 1 : 0);
            Outcomes credentials = new Outcomes(
                    "ringway_ice_credentials", "TURN credentials asked of a provider, by what came of it", of);
            credentials.count("issued", provider.issuedCount());
            credentials.count("cached", provider.cachedCount());
            credentials.count("failed", provider.failedCount());
            credentials.count("refused", provider.refusedCount());
        }
    }

    /** One counter by what came of what is counted, for one of those who do it. */
    private final class Outcomes {
        private final String name;
        private final String description;
        private final Tags of;

        Outcomes(String name, String description, Tags of) {
            this.name = name;
            this.description = description;
            this.of = of;
        }

        void count(String outcome, LongAdder adder) {
            FunctionCounter.builder(name, adder, LongAdder::sum)
                    .description(description)
                    .tags(of.and("outcome", outcome))
                    .register(registry);
        }
    }

    /** Registers the labels that are new since the last scrape. */
    private void labelled(String name, String description, String label, Map<String, LongAdder> adders) {
        adders.forEach((value, adder) -> {
            if (known.add(name + " " + value)) {
                FunctionCounter.builder(name, adder, LongAdder::sum)
                        .description(description)
                        .tag(label, value)
                        .register(registry);
            }
        });
    }

    private void traffic() {
        counter("ringway_frames_received", "Messages from clients", Metrics::framesIn);
        counter("ringway_received_bytes", "Bytes of messages from clients", Metrics::bytesIn);
        counter("ringway_frames_sent", "Frames to clients", Metrics::framesOut);
        counter("ringway_sent_bytes", "Bytes of frames to clients", Metrics::bytesOut);
        counter("ringway_flushes", "Flushes that took the frames to the network", Metrics::flushes);
        counter(
                "ringway_history_recovered",
                "Missed messages given to clients",
                m -> m.history().recoveredMessages());
        counter(
                "ringway_history_not_recovered",
                "Clients that could not be given all they had missed",
                m -> m.history().failedRecoveries());
        counter(
                "ringway_history_interruptions",
                "Groups whose members were told of a gap",
                m -> m.history().interruptions());
        counter("ringway_slow_consumers", "Sockets closed because their outbox was full", Metrics::slowConsumers);
        counter(
                "ringway_outboxes_cut",
                "Sockets cut because what waited for them took memory that was short",
                m -> m.memory().cuts());
        counter(
                "ringway_buffers_refused",
                "Buffers that there was no memory for outside of the heap; a connection was lost by each that was not for a frame",
                m -> m.memory().refusals());
        counter(
                "ringway_call_log_lost",
                "Entries of call histories and timelines that could not be stored",
                Metrics::callLogEntriesLost);
        counter(
                "ringway_webhook_lost",
                "Events for receivers that were lost because too many waited for the store, or were put aside after them",
                Metrics::webhooksLost);
        counter(
                "ringway_event_loop_lag_seconds",
                "How late event loops came to their timers, summed up",
                m -> m.loopLag().totalNanos() / NANOS);
        counter(
                "ringway_event_loop_ticks",
                "Timers the lag was measured at",
                m -> m.loopLag().count());
        gauge(
                "ringway_event_loop_lag_max_seconds",
                "The worst lag since the last scrape",
                metrics,
                m -> m.loopLag().takeWorstNanos() / NANOS);
    }

    private void memory(BufferMemory buffers) {
        gauge(
                "ringway_outbox_bytes",
                "Bytes that wait for clients, those of a frame once for each client",
                metrics,
                m -> m.memory().waiting());
        gauge("ringway_buffer_memory_bytes", "Memory outside of the heap for buffers", buffers, BufferMemory::used);
        gauge("ringway_buffer_memory_max_bytes", "How much of it there may be", buffers, BufferMemory::limit);
    }

    private void state(IntSupplier peers) {
        gauge(
                "ringway_push_pending",
                "Pushes on their way, those that wait to be tried again among them",
                metrics.push(),
                PushMetrics::pendingNow);
        gauge(
                "ringway_groups",
                "Groups that sessions of this node are in, each counted on every such node",
                metrics,
                Metrics::groups);
        gauge("ringway_members", "Memberships of this node's connections", metrics, Metrics::members);
        gauge(
                "ringway_calls",
                "Calls that this node owns, ringing and connected",
                metrics,
                m -> m.calls().live());
        gauge(
                "ringway_history_messages",
                "Messages kept for groups",
                metrics,
                m -> m.history().messages());
        gauge(
                "ringway_history_written_groups",
                "Groups that this node gives their order",
                metrics,
                m -> m.history().written());
        gauge(
                "ringway_history_bytes",
                "Bytes kept for groups",
                metrics,
                m -> m.history().bytes());
        gauge("ringway_peers", "Other nodes that can be reached", peers, IntSupplier::getAsInt);
    }

    private void jvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<Metrics> value) {
        FunctionCounter.builder(name, metrics, value).description(description).register(registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        gauge(name, description, Tags.empty(), source, value);
    }

    private <T> void gauge(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
