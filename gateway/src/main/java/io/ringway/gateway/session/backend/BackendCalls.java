package io.ringway.gateway.session.backend;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.Effect;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.EndedCall;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.calls.CallSettings;
import io.ringway.gateway.session.calls.Calling;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls as the app's backend begins, lists and ends them. A call's id names the node that began it, which need not own it any
 * more: so all are asked. Hub only.
 */
public final class BackendCalls {
    /** A call on its way from one node to another is there within this time. */
    private static final long PAUSE_MILLIS = 200;

    private static final int TRIES = 5;

    /** As a list on the wire between nodes may be long, and as the API allows. */
    private static final int MAX_PAGE = 1_000;

    private final Vertx vertx;
    private final Hub hub;
    private final Cluster cluster;
    private final Calling calling;
    private final CallObserver observer;
    private final InstantSource clock;

    public BackendCalls(
            Vertx vertx, Hub hub, Cluster cluster, Calling calling, CallObserver observer, InstantSource clock) {
        this.vertx = vertx;
        this.hub = hub;
        this.cluster = cluster;
        this.calling = calling;
        this.observer = observer;
        this.clock = clock;
    }

    /** What users say about calls to them. */
    CallSettings settings() {
        return calling.settings();
    }

    /** Asks the devices of one user to call another; fails with {@link CallRefused}. */
    Future<CallId> start(UserId caller, UserId callee, Bytes data, RingOptions ring) {
        CallId id = new CallId(cluster.newCid());
        List<Effect> begun = calling.core().on(new CallInput.Start(id, caller, callee, data, ring), clock.millis());
        if (begun.getFirst() instanceof Effect.Refused refused) {
            return Future.failedFuture(new CallRefused(refused.code(), refused.retryAfterMs()));
        }
        observer.on(new CallMoment.Began(id, new Sender(caller, null), new CallTarget.User(callee), data.size()));
        calling.effects().apply(begun);
        return Future.succeededFuture(id);
    }

    /**
     * Calls that are not over, by their ids.
     *
     * @param user one of the two; empty for all of the tenant
     * @param after the last of the page before; null for the first page
     */
    Future<List<LiveCall>> list(Tenant tenant, String user, @Nullable CallId after, int limit) {
        BackendStep.CallsAsked question = new BackendStep.CallsAsked(tenant, user, after, limit);
        List<LiveCall> own = own(question);
        return Inquiry.all(cluster, cluster.peers(), question)
                .map(told -> page(Stream.concat(own.stream(), told.stream().flatMap(BackendCalls::calls)), limit));
    }

    /** A call that has just gone from one node to another may be told of by both. */
    private static List<LiveCall> page(Stream<LiveCall> calls, int limit) {
        SortedMap<CallId, LiveCall> byId = new TreeMap<>();
        calls.forEach(call -> byId.put(call.call(), call));
        return byId.values().stream().limit(limit).toList();
    }

    private static Stream<LiveCall> calls(BackendStep step) {
        return step instanceof BackendStep.CallsTold(var tenant, var calls) ? calls.stream() : Stream.empty();
    }

    private List<LiveCall> own(BackendStep.CallsAsked asked) {
        int limit = Math.clamp(asked.limit(), 0, MAX_PAGE);
        return calling.core().calls(asked.tenant(), asked.user(), asked.after(), limit);
    }

    Buffer answer(BackendStep.CallsAsked asked) {
        return Inquiry.encode(new BackendStep.CallsTold(asked.tenant(), own(asked)));
    }

    /** Ends a call, whoever owns it; fails with {@link NotFound} where nobody does. */
    Future<Void> end(Tenant tenant, CallId call) {
        return end(new BackendStep.CallEndAsked(tenant, call), TRIES);
    }

    private Future<Void> end(BackendStep.CallEndAsked wanted, int tries) {
        EndedCall here = endHere(wanted);
        if (here == EndedCall.ENDED) {
            return Future.succeededFuture();
        }
        List<Future<EndedCall>> there = Inquiry.each(cluster, cluster.peers(), wanted).stream()
                .map(answer -> answer.map(BackendCalls::outcome))
                .toList();
        return Future.join(there).transform(all -> {
            boolean hasLeft = here == EndedCall.LEFT;
            for (Future<EndedCall> one : there) {
                if (one.succeeded() && one.result() == EndedCall.ENDED) {
                    return Future.succeededFuture();
                }
                hasLeft |= one.succeeded() && one.result() == EndedCall.LEFT;
            }
            if (hasLeft && tries > 1) {
                return pause().compose(later -> end(wanted, tries - 1));
            }
            // Who did not answer may have it.
            return all.succeeded()
                    ? NotFound.future()
                    : Future.failedFuture(new UnavailableException("a node did not answer in time"));
        });
    }

    private Future<Void> pause() {
        return hub.ask(() -> vertx.timer(PAUSE_MILLIS, TimeUnit.MILLISECONDS).<Void>mapEmpty());
    }

    private static EndedCall outcome(BackendStep step) {
        return step instanceof BackendStep.CallEndTold(var tenant, var outcome) ? outcome : EndedCall.UNKNOWN;
    }

    private EndedCall endHere(BackendStep.CallEndAsked wanted) {
        if (wanted.tenant().equals(calling.core().tenantOf(wanted.call()))) {
            calling.run(new CallInput.End(wanted.call()));
            return EndedCall.ENDED;
        }
        return calling.transit().hasLeft(wanted.call()) ? EndedCall.LEFT : EndedCall.UNKNOWN;
    }

    Buffer answer(BackendStep.CallEndAsked wanted) {
        return Inquiry.encode(new BackendStep.CallEndTold(wanted.tenant(), endHere(wanted)));
    }
}
