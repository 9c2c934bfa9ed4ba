package io.ringway.gateway.push;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Notices that wait until there is room for them on their way. Hub only. */
final class Admission {
    private final Predicate<Tenant> hasRoom;
    private final Consumer<Runnable> pause;
    private final InstantSource clock;

    /** @param pause runs what it is given a while later, on the hub, and never before it returns */
    Admission(Predicate<Tenant> hasRoom, Consumer<Runnable> pause, InstantSource clock) {
        this.hasRoom = hasRoom;
        this.pause = pause;
        this.clock = clock;
    }

    /** Completes once a tenant's notice has room; fails with {@link UnavailableException} where it had none while it was of use. */
    Future<Void> of(Tenant tenant, Notice notice) {
        Promise<Void> admitted = Promise.promise();
        look(tenant, notice, admitted);
        return admitted.future();
    }

    /** A push service may be away for hours: each look is a turn of its own, as futures inside one another complete on one stack. */
    private void look(Tenant tenant, Notice notice, Promise<Void> admitted) {
        if (hasRoom.test(tenant)) {
            admitted.complete();
        } else if (clock.millis() >= notice.until()) {
            admitted.fail(new UnavailableException("push services took too little in time"));
        } else {
            pause.accept(() -> look(tenant, notice, admitted));
        }
    }
}
