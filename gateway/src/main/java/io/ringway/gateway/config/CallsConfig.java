package io.ringway.gateway.config;

import io.ringway.gateway.protocol.BusyPolicy;
import java.time.Duration;

/** How calls ring, who may call whom, and what is kept of them. */
public record CallsConfig(
        @Setting(
                doc = "How long a call rings, where its caller does not say.",
                byDefault = "45s",
                min = "1s",
                max = "5m")
        Duration ringTimeout,

        @Setting(
                doc =
                        "What becomes of a call to somebody who is in one, where neither of the two has said: reject tells the"
                                + " caller that the callee is busy, wait rings as a waiting call, ring makes no difference.",
                byDefault = "wait")
        OnBusy onBusy,

        @Setting(doc = "Only who is in a group with the callee may call.", byDefault = "false")
        boolean requireCommonGroup,

        @Setting(
                doc = "Calls one user may begin in a minute, on each node, as many of them at once.",
                byDefault = "60",
                min = "1",
                max = "1000000")
        int ringsPerCaller,

        @Setting(
                doc = "Calls one user may get in a minute from the callers of one node, as many of them at once.",
                byDefault = "120",
                min = "1",
                max = "1000000")
        int ringsPerCallee,

        @Setting(
                doc =
                        "Calls a connection may be in that it has begun, accepted or taken over, before it begins another.",
                byDefault = "32",
                min = "1",
                max = "10000")
        int perConnection,

        @Setting(
                doc =
                        "What callers have said, offers, candidates and data, may take of a node's memory while nobody has"
                                + " accepted. A tenant may have as much as it leaves to all others: alone half of it.",
                byDefault = "64MiB",
                unit = Unit.BYTES,
                min = "1MiB",
                max = "1GiB")
        int waitingMemory,

        @Setting(doc = "Each user's calls, the missed ones among them.")
        CallHistoryConfig history,

        @Setting(doc = "What happened in each call, step by step, for finding out why it failed.")
        CallTimelineConfig timeline) {
    /** That nobody is to be disturbed at all is for nobody to say but himself. */
    public enum OnBusy {
        RING(BusyPolicy.RING),
        WAIT(BusyPolicy.WAIT),
        REJECT(BusyPolicy.REJECT);

        private final BusyPolicy policy;

        OnBusy(BusyPolicy policy) {
            this.policy = policy;
        }

        public BusyPolicy policy() {
            return policy;
        }
    }

    public CallsConfig {
        Check.of(
                        CallsConfig.class,
                        ringTimeout,
                        onBusy,
                        requireCommonGroup,
                        ringsPerCaller,
                        ringsPerCallee,
                        perConnection,
                        waitingMemory,
                        history,
                        timeline)
                .done();
    }
}
