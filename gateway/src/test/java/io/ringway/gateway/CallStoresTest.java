package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.lists.ListStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node says of its stores. */
class CallStoresTest {
    private static ListStore store(String trouble) {
        return (ListStore) Proxy.newProxyInstance(
                CallStoresTest.class.getClassLoader(),
                new Class<?>[] {ListStore.class},
                (proxy, method, arguments) -> Optional.of(trouble).filter(text -> !text.isEmpty()));
    }

    @Test
    void callsWithAnIdempotencyKeyWereRefusedAndTheNodeSaidThatItWasWell() {
        CallStores away = new CallStores(store(""), store(""), store("refused"), store(""), store(""));
        assertEquals(List.of("degraded: the store of Idempotency-Keys is not available (refused)"), away.troubles());
    }

    @Test
    void aNodeWhoseStoresAreAllWellHasNothingToSay() {
        assertEquals(List.of(), new CallStores(store(""), store(""), store(""), store(""), store("")).troubles());
    }
}
