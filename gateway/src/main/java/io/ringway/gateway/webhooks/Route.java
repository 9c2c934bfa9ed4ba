package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Entry;
import java.util.ArrayDeque;
import java.util.Deque;

/** A line on its way to its receiver. Hub only. */
final class Route {
    final Outlet outlet;
    final String line;
    final Topic topic;
    final Deque<Entry> loaded = new ArrayDeque<>();
    boolean busy;
    /** Something came while it was busy. */
    boolean again;

    int waiting;
    int failures;
    long notBefore;

    Route(Outlet outlet, String line, Topic topic) {
        this.outlet = outlet;
        this.line = line;
        this.topic = topic;
    }

    Schedule schedule() {
        return outlet.receiver.schedule();
    }

    /** Also where the receiver takes everything but this. */
    boolean isFailing() {
        return outlet.isFailing() || failures >= Outlet.FAILING;
    }

    /** What was refused again and again may itself be what is wrong: the next is tried before it goes the same way. */
    void blameTheFirst() {
        if (failures >= Outlet.FAILING && outlet.failures - failures < Outlet.FAILING) {
            outlet.failures = Outlet.FAILING - 1;
        }
    }

    /** A receiver that takes what it is sent, however slowly, is told all of it. */
    boolean isOverfull(boolean isMessage) {
        return waiting > schedule().bound(isFailing(), isMessage);
    }
}
