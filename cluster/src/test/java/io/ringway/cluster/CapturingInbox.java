package io.ringway.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps what a cluster brings to a node, in order. Safe on any thread. */
public final class CapturingInbox implements Inbox {
    /** One call, in words that a test can compare. */
    public record Entry(Group group, long version, String what) {
        /** A suspicion, and the end of one, are no step of the roster. */
        boolean isAside() {
            return what.startsWith("suspected ") || what.startsWith("back ");
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> direct = new ArrayList<>();
    private final Map<UserId, Integer> users = new HashMap<>();
    private final Set<Cid> connections = new HashSet<>();
    private final List<NodeRef> down = new ArrayList<>();
    private final List<NodeRef> lostBefore = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<Missed> missed = new ArrayList<>();
    private final List<Boolean> fences = new ArrayList<>();

    /** What of a node may be lost, in groups that it shared with this one. */
    public record Missed(long node, List<Group> groups) {}

    /** From now on so many connections of this node take the user's messages. */
    public synchronized void has(UserId user, int count) {
        users.put(user, count);
    }

    public synchronized void has(Cid cid) {
        connections.add(cid);
    }

    public synchronized List<String> of(Group group) {
        return entries.stream()
                .filter(entry -> entry.group.equals(group))
                .map(Entry::what)
                .toList();
    }

    /** The versions of the steps of the roster. */
    public synchronized List<Long> versions(Group group) {
        return entries.stream()
                .filter(entry -> entry.group.equals(group) && entry.version > 0 && !entry.isAside())
                .map(Entry::version)
                .toList();
    }

    public synchronized List<String> privately() {
        return List.copyOf(direct);
    }

    public synchronized List<NodeRef> down() {
        return List.copyOf(down);
    }

    @Override
    public synchronized void changed(Group group, long version, Change change) {
        entries.add(new Entry(group, version, text(change)));
    }

    @Override
    public synchronized void message(NodeRef from, Group group, Buffer payload) {
        entries.add(new Entry(group, 0, "message " + payload));
    }

    @Override
    public synchronized int message(NodeRef from, UserId user, Buffer payload) {
        direct.add(user + ": " + payload);
        return users.getOrDefault(user, 0);
    }

    @Override
    public synchronized boolean message(NodeRef from, Cid cid, Buffer payload) {
        direct.add(cid + ": " + payload);
        return connections.contains(cid);
    }

    @Override
    public synchronized void message(NodeRef from, Buffer payload) {
        direct.add(from + ": " + payload);
    }

    /** Echoes what it is asked; an empty question has no answer. */
    @Override
    public Future<Buffer> asked(NodeRef from, Buffer question) {
        return question.length() == 0
                ? Future.failedFuture("nothing was asked")
                : Future.succeededFuture(Buffer.buffer("you said ").appendBuffer(question));
    }

    @Override
    public synchronized void adopted(Cid cid, NodeRef by) {
        direct.add(cid + " lives on " + by);
    }

    @Override
    public synchronized void nodeDown(NodeRef node) {
        down.add(node);
    }

    @Override
    public synchronized void wasLost(NodeRef node, int agoMs) {
        lostBefore.add(node);
    }

    @Override
    public synchronized void missed(NodeRef from, Collection<Group> groups) {
        missed.add(new Missed(from.id(), List.copyOf(groups)));
    }

    /** Of which lost nodes something may be missing, in the order in which it was said. */
    public synchronized List<Missed> missed() {
        return List.copyOf(missed);
    }

    /** Those that were lost before this one came. */
    public synchronized List<NodeRef> lostBefore() {
        return List.copyOf(lostBefore);
    }

    @Override
    public synchronized void lost(Name name, Cid cid) {
        lost.add(name + " " + cid);
    }

    /** Who lost which name, as {@code name cid}. */
    public synchronized List<String> lost() {
        return List.copyOf(lost);
    }

    @Override
    public synchronized void fenced(boolean isFenced) {
        fences.add(isFenced);
    }

    public synchronized List<Boolean> fences() {
        return List.copyOf(fences);
    }

    private static String text(Change change) {
        return switch (change) {
            case Change.Joined it -> "joined " + it.member().user();
            case Change.Updated it ->
                "updated " + it.member().user() + " " + it.member().meta().utf8();
            case Change.Suspected it -> "suspected " + it.member().user();
            case Change.Back it -> "back " + it.member().user();
            case Change.Left it -> it.reason() + " " + it.member().user();
        };
    }
}
