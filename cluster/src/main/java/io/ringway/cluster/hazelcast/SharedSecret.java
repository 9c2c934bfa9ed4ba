package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The secret of the cluster: made by its first node, and read by every other when it starts. */
final class SharedSecret {
    private static final String KEY = "resume";
    private static final int BYTES = 32;
    private static final long DEADLINE_S = 10;

    private final IMap<String, byte[]> map;
    private final Context hub;
    private volatile byte @Nullable [] value;

    SharedSecret(HazelcastInstance hazelcast, Context hub) {
        this.map = hazelcast.getMap(Configs.SECRETS);
        this.hub = hub;
    }

    /** Completes once the secret is known, on the hub. */
    Future<Void> open() {
        byte[] proposed = new byte[BYTES];
        new SecureRandom().nextBytes(proposed);
        Promise<Void> known = ((ContextInternal) hub).promise();
        Asynchronously.call(() -> map.submitToKey(KEY, new Processors.PutIfAbsent(proposed)))
                .whenComplete((agreed, failure) -> {
                    if (failure != null) {
                        known.tryFail(failure);
                    } else {
                        value = agreed;
                        known.tryComplete();
                    }
                });
        return known.future().timeout(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** The table may have lost it, with the nodes that kept it: whoever knows it puts it back. */
    void keep() {
        byte[] known = value;
        if (known != null) {
            Asynchronously.call(() -> map.submitToKey(KEY, new Processors.PutIfAbsent(known)));
        }
    }

    byte[] value() {
        byte[] known = value;
        if (known == null) {
            throw new IllegalStateException("start first");
        }
        return known.clone();
    }
}
