package io.ringway.gateway.session.operators;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.CodePoints;
import io.ringway.gateway.journal.Journal;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.metrics.ProcessFigures;
import io.ringway.gateway.protocol.Figure;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.Sighting;
import io.ringway.gateway.protocol.UserReport;
import io.ringway.gateway.protocol.VirtualSighting;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators see: this node's part of it, and that of every other, asked when somebody looks. A node that does not answer
 * within two seconds is left out, and whoever asks can tell by its absence. Hub only.
 */
public final class Watch {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Unconnected unconnected;
    private final IntSupplier parked;
    private final IntSupplier calls;
    private final Metrics metrics;
    private final Journal journal;
    private final InstantSource clock;

    public Watch(
            Cluster cluster,
            Sessions sessions,
            Unconnected unconnected,
            IntSupplier parked,
            IntSupplier calls,
            Metrics metrics,
            Journal journal,
            InstantSource clock) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.unconnected = unconnected;
        this.parked = parked;
        this.calls = calls;
        this.metrics = metrics;
        this.journal = journal;
        this.clock = clock;
    }

    /** Something happened to a session of this node. */
    public void note(Session session, SessionLine.What what) {
        note(session.user(), session.cid(), what);
    }

    /** Something happened to a session of this node, or to a member without a connection. */
    public void note(UserId user, Cid cid, SessionLine.What what) {
        journal.add(user, new SessionLine(clock.millis(), cluster.self(), cid, what));
    }

    /** The figures of every node that answers, this one first. */
    Future<List<NodeReport>> nodes(Tenant tenant) {
        return everywhere(
                own(),
                new Envelope.AskReport(tenant),
                answer -> answer instanceof Envelope.Report(var same, var report) ? report : null);
    }

    /** A user's sessions, what happened to them, and the members without a connection, on all nodes that answer. */
    Future<UserSeen> user(UserId user) {
        int nodes = 1 + cluster.peers().size();
        Future<List<UserReport>> reports = everywhere(
                own(user),
                new Envelope.AskUser(user),
                answer -> answer instanceof Envelope.OfUser(var same, var report) ? report : null);
        Future<List<List<VirtualSighting>>> virtual =
                virtual(unconnected.of(user), new BackendStep.VirtualAsked(user.tenant(), user.id(), true, 1));
        return Future.join(reports, virtual)
                .map(done -> new UserSeen(
                        together(reports.result()),
                        virtual.result().stream().flatMap(List::stream).toList(),
                        nodes
                                - Math.min(
                                        reports.result().size(),
                                        virtual.result().size())));
    }

    /** The first users whose id begins with this and who have members without a connection, on all nodes that answer. */
    Future<List<String>> unconnected(Tenant tenant, String prefix, int limit) {
        return virtual(
                        unconnected.beginning(tenant, prefix, limit),
                        new BackendStep.VirtualAsked(tenant, prefix, false, limit))
                .map(answers -> answers.stream()
                        .flatMap(List::stream)
                        .map(VirtualSighting::user)
                        .distinct()
                        .sorted(CodePoints.ORDER)
                        .limit(limit)
                        .toList());
    }

    private Future<List<List<VirtualSighting>>> virtual(List<VirtualSighting> own, BackendStep question) {
        return everywhere(
                own,
                new Envelope.OfBackend(question),
                answer -> answer instanceof Envelope.OfBackend(BackendStep.VirtualTold(var same, var members))
                        ? members
                        : null);
    }

    /** Whom the nodes that answer remember something of, the last first. */
    Future<List<KnownUser>> known(Tenant tenant, String prefix, int limit) {
        return everywhere(
                        journal.known(tenant, prefix, limit),
                        new Envelope.AskKnown(tenant, prefix, limit),
                        answer -> answer instanceof Envelope.Known(var same, var users) ? users : null)
                .map(answers -> latest(answers, prefix, limit));
    }

    private static List<KnownUser> latest(List<List<KnownUser>> answers, String exact, int limit) {
        Map<String, KnownUser> byId = new HashMap<>();
        for (KnownUser user : (Iterable<KnownUser>) answers.stream().flatMap(List::stream)::iterator) {
            byId.merge(user.id(), user, (one, other) -> one.at() < other.at() ? other : one);
        }
        return byId.values().stream()
                .sorted(Comparator.comparing((KnownUser user) -> !user.id().equals(exact))
                        .thenComparing(Comparator.comparingLong(KnownUser::at).reversed()))
                .limit(limit)
                .toList();
    }

    /** What the question of another node is answered with. */
    public Envelope answer(Envelope.AskReport ask) {
        return new Envelope.Report(ask.tenant(), own());
    }

    public Envelope answer(Envelope.AskUser ask) {
        return new Envelope.OfUser(ask.tenant(), own(ask.user()));
    }

    public Envelope answer(Envelope.AskKnown ask) {
        return new Envelope.Known(ask.tenant(), journal.known(ask.tenant(), ask.prefix(), ask.limit()));
    }

    private <T> Future<List<T>> everywhere(T own, Envelope question, Function<Envelope, @Nullable T> read) {
        Buffer asked = EnvelopeCodec.encode(question);
        List<Future<Buffer>> answers = new ArrayList<>();
        for (NodeRef peer : cluster.peers()) {
            answers.add(cluster.ask(peer, asked));
        }
        return Future.join(answers).transform(done -> {
            List<T> all = new ArrayList<>();
            all.add(own);
            answers.stream()
                    .filter(Future::succeeded)
                    .map(answer -> decode(answer.result(), read))
                    .filter(report -> report != null)
                    .forEach(all::add);
            return Future.succeededFuture(all);
        });
    }

    private static <T> @Nullable T decode(Buffer answer, Function<Envelope, @Nullable T> read) {
        try {
            return read.apply(EnvelopeCodec.decode(answer));
        } catch (EnvelopeException ofAnotherRelease) {
            return null;
        }
    }

    private static UserReport together(List<UserReport> reports) {
        List<Sighting> sightings = new ArrayList<>();
        List<SessionLine> lines = new ArrayList<>();
        for (UserReport report : reports) {
            sightings.addAll(report.sessions());
            lines.addAll(report.lines());
        }
        lines.sort(Comparator.comparingLong(SessionLine::at));
        return new UserReport(sightings, lines);
    }

    private NodeReport own() {
        Map<Figure, Long> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.CONNECTIONS, sum(metrics.connections()));
        figures.put(Figure.SESSIONS, (long) sessions.size());
        figures.put(Figure.PARKED, (long) parked.getAsInt());
        figures.put(Figure.GROUPS, metrics.groups());
        figures.put(Figure.MEMBERS, metrics.members());
        figures.put(Figure.CALLS, (long) calls.getAsInt());
        figures.put(Figure.FRAMES_IN, metrics.framesIn());
        figures.put(Figure.FRAMES_OUT, metrics.framesOut());
        figures.put(Figure.BYTES_IN, metrics.bytesIn());
        figures.put(Figure.BYTES_OUT, metrics.bytesOut());
        figures.put(Figure.SLOW_CONSUMERS, metrics.slowConsumers());
        figures.put(Figure.AUTH_FAILURES, sum(metrics.authFailures()));
        figures.put(Figure.HEAP_USED, ProcessFigures.heapUsed());
        figures.put(Figure.HEAP_MAX, ProcessFigures.heapMax());
        figures.put(Figure.CPU_PERMILLE, ProcessFigures.cpuPermille());
        figures.put(Figure.UPTIME_MS, ProcessFigures.uptimeMillis());
        return new NodeReport(cluster.self(), figures);
    }

    private static long sum(Map<String, LongAdder> adders) {
        return adders.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private UserReport own(UserId user) {
        List<Sighting> here = sessions.of(user).stream()
                .map(session -> new Sighting(
                        session.cid(),
                        cluster.self(),
                        session.dialect().name(),
                        session.isParked(),
                        session.isParked() ? "" : session.line().address().network(),
                        List.copyOf(session.groups().keySet())))
                .toList();
        return new UserReport(here, journal.lines(user));
    }
}
