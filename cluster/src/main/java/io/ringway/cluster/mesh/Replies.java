package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The questions that peers have not answered yet. Owned by the hub context. */
public final class Replies {
    public static final long TIMEOUT_MS = 2_000;

    private final Map<Long, Question> open = new LinkedHashMap<>();
    private long last = Frame.NO_ANSWER;

    private record Question(NodeRef node, long deadline, Promise<Frame> answer) {}

    /** The question's number and where its answer will be. */
    public record Asked(long correlation, Future<Frame> answer) {}

    /** A question to that node. It fails after two seconds, or when the node is gone. */
    public Asked ask(long now, NodeRef node) {
        Promise<Frame> answer = Promise.promise();
        open.put(++last, new Question(node, now + TIMEOUT_MS, answer));
        return new Asked(last, answer.future());
    }

    public void answered(NodeRef from, long correlation, Frame answer) {
        Question question = open.get(correlation);
        if (question != null && question.node.id() == from.id()) {
            open.remove(correlation);
            question.answer.complete(answer);
        }
    }

    public void refused(long correlation) {
        Question question = open.remove(correlation);
        if (question != null) {
            question.answer.fail(new UnreachableException("node " + question.node + " is too far behind"));
        }
    }

    public void nodeDown(long node) {
        fail(question -> question.node.id() == node, "is gone");
    }

    public void tick(long now) {
        fail(question -> question.deadline <= now, "did not answer in time");
    }

    /** Nothing will be answered any more. */
    public void close() {
        fail(question -> true, "cannot answer: this node leaves");
    }

    private void fail(Predicate<Question> which, String why) {
        if (open.isEmpty()) {
            return;
        }
        List<Question> failed = new ArrayList<>();
        open.values().removeIf(question -> which.test(question) && failed.add(question));
        failed.forEach(question -> question.answer.fail(new UnreachableException("node " + question.node + " " + why)));
    }
}
