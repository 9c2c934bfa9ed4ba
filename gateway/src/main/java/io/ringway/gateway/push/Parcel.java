package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import org.jspecify.annotations.Nullable;

/** A notice on its way to one subscription. The courier's context only. */
final class Parcel {
    /** What a later notice takes the place of. */
    record Slot(String subscription, String topic) {}

    final Tenant tenant;
    final Subscription to;
    final Notice notice;
    final Runnable gone;
    int tries;
    boolean sending;
    boolean superseded;
    /** What is to be sent when this has been: in this order they belong. */
    @Nullable
    Parcel next;

    /** What this waits behind; the other end of {@link #next}. */
    @Nullable
    Parcel behind;

    /** @param gone run where there is no such subscription any more */
    Parcel(Tenant tenant, Subscription to, Notice notice, Runnable gone) {
        this.tenant = tenant;
        this.to = to;
        this.notice = notice;
        this.gone = gone;
    }

    @Nullable
    Slot slot() {
        return notice.topic() == null ? null : new Slot(to.id(), notice.topic());
    }
}
