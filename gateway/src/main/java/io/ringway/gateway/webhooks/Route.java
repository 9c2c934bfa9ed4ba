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
    /** How often its first event was refused although others had been taken since it was refused before. */
    int refusals;
    /** How many events its receiver had taken when the first one was refused last; -1 where it was not. */
    private long takenThen = -1;
    /** About how many bytes it is to put aside, as all lines together have too many. */
    long excess;

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

    /** Its first event was not taken. */
    void refused() {
        failures++;
        refusals += takenThen >= 0 && outlet.taken > takenThen ? 1 : 0;
        takenThen = outlet.taken;
    }

    /** Another event is the first. */
    void goesOn() {
        failures = 0;
        refusals = 0;
        takenThen = -1;
    }

    /** What was refused again and again may itself be what is wrong: the next is tried before it goes the same way. */
    void blameTheFirst() {
        if (failures >= Outlet.FAILING && outlet.failures - failures < Outlet.FAILING) {
            outlet.failures = Outlet.FAILING - 1;
        }
    }

    /** A receiver that takes what it is sent, however slowly, is told all of it. */
    boolean isOverfull(boolean isMessage) {
        boolean isSuspect = refusals >= Outlet.FAILING && waiting > schedule().boundBehindSuspect();
        return isSuspect || waiting > schedule().bound(isFailing(), isMessage);
    }
}
