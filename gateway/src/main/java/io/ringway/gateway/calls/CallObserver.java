package io.ringway.gateway.calls;

import io.ringway.gateway.protocol.CallId;

/** Is told what happens in calls, after it has happened. Called on the hub; must neither block nor throw. */
public interface CallObserver {
    void on(CallMoment moment);

    /** Another node owns that call now, and tells what happens in it from here on. */
    default void left(CallId call) {}
}
