package io.ringway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** A node as a test drives it: calls go to its hub, answers are waited for. */
public final class TestNode {
    public final Vertx vertx;
    public final Cluster cluster;
    public final CapturingInbox inbox = new CapturingInbox();
    private final Context hub;

    public TestNode(Vertx vertx, Cluster cluster) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.hub = vertx.getOrCreateContext();
    }

    public TestNode started() {
        await(starting());
        return this;
    }

    public Future<Void> starting() {
        return cluster.start(hub, inbox);
    }

    /** Runs it on the hub and waits for its future. */
    public <T> T call(Supplier<Future<T>> action) {
        return await(ask(action));
    }

    /** Runs it on the hub and does not wait. */
    public <T> Future<T> ask(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        hub.runOnContext(turn -> {
            try {
                action.get().onComplete(promise);
            } catch (RuntimeException failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }

    public void run(Runnable action) {
        call(() -> {
            action.run();
            return Future.succeededFuture(true);
        });
    }

    public Member member(Group group, String user) {
        return new Member(cluster.newCid(), new UserId(group.tenant(), user), Bytes.EMPTY);
    }

    /** What a group's view says at the moment of the answer. */
    public record Joined(Member member, long version, boolean complete, List<String> users) {}

    public Joined join(Group group, String user) {
        return join(group, member(group, user));
    }

    public Joined join(Group group, Member member) {
        return call(() -> cluster.join(group, member)
                .map(view -> new Joined(member, view.version(), view.complete(), users(view.members()))));
    }

    public void leave(Group group, Member member, LeaveReason reason) {
        run(() -> cluster.leave(group, member.cid(), reason));
    }

    public List<String> roster(Group group) {
        return users(call(() -> cluster.roster(group)));
    }

    public static List<String> users(Iterable<Member> members) {
        List<String> users = new ArrayList<>();
        members.forEach(member -> users.add(member.user().id()));
        return users.stream().sorted().toList();
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** A look-up is given up after a quarter of a second, which a machine that is busy may take: then again. */
    public static <T> T patiently(Callable<T> lookUp) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .until(lookUp, answer -> true);
    }
}
