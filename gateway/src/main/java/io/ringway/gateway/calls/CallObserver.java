package io.ringway.gateway.calls;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.CallId;

/** Is told what happens in calls, after it has happened. Called on the hub; must neither block nor throw. */
public interface CallObserver {
    void on(CallMoment moment);

    /** Another node owns that call now, and tells what happens in it from here on. */
    default void left(CallId call) {}

    /** This node owns that call now, which another had begun. */
    default void taken(CallId call, Tenant tenant) {}

    /** Another node has said that it has the call that this one gave away. */
    default void given(CallId call, Tenant tenant, NodeRef to) {}

    /** Two that are told the same, one after the other. */
    static CallObserver both(CallObserver first, CallObserver second) {
        return new CallObserver() {
            @Override
            public void on(CallMoment moment) {
                first.on(moment);
                second.on(moment);
            }

            @Override
            public void left(CallId call) {
                first.left(call);
                second.left(call);
            }

            @Override
            public void taken(CallId call, Tenant tenant) {
                first.taken(call, tenant);
                second.taken(call, tenant);
            }

            @Override
            public void given(CallId call, Tenant tenant, NodeRef to) {
                first.given(call, tenant, to);
                second.given(call, tenant, to);
            }
        };
    }
}
