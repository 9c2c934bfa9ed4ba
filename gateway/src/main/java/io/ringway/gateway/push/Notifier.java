package io.ringway.gateway.push;

import io.ringway.cluster.UserId;
import io.vertx.core.Future;

/** Tells users something on devices that have no connection. Called on the hub, where futures complete. */
public interface Notifier {
    /** Whether anybody can be told anything. */
    boolean isOn();

    /**
     * Hands a notice over for every subscription of a user. Completes with how many those are. Fails with an {@link
     * io.ringway.cluster.UnavailableException} where they cannot be read, or none is taken because too many are on their way. Whether it
     * is shown, nobody learns.
     */
    Future<Integer> notify(UserId user, Notice notice);

    /** How many subscriptions a user has, 0 where they cannot be read; never fails. */
    Future<Integer> devices(UserId user);

    /** Until when a message that is pushed now is kept for a device that is off, in milliseconds since 1970. */
    long keptUntil();

    /** Where there are no keys to push with. */
    Notifier NOBODY = new Notifier() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public Future<Integer> notify(UserId user, Notice notice) {
            return Future.succeededFuture(0);
        }

        @Override
        public Future<Integer> devices(UserId user) {
            return Future.succeededFuture(0);
        }

        @Override
        public long keptUntil() {
            return 0;
        }
    };
}
