package io.ringway.cluster.hazelcast;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.instance.EndpointQualifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigsTest {
    /** For so long Hazelcast waits for a connection to an address where the other side of a cut may be. */
    private static final int WAIT_SECONDS = 5;

    /** Without a bound the system tries less and less often, and the next try may be half a minute after the network is whole again. */
    @Test
    void aTryToConnectDuringALongCutIsOverBeforeTheNextIsDue() {
        Config config = Configs.of(new HazelcastOptions("test", "127.0.0.1", 0, 0, List.of(), "", 1), 1);
        var members = config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
        int seconds = requireNonNull(members).getSocketConnectTimeoutSeconds();
        assertTrue(seconds > 0 && seconds < WAIT_SECONDS, () -> seconds + " s");
    }
}
