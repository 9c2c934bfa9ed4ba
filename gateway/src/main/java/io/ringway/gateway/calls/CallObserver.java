package io.ringway.gateway.calls;

/** Is told what happens in calls, after it has happened. Called on the hub; must neither block nor throw. */
public interface CallObserver {
    void on(CallMoment moment);
}
