package io.ringway.gateway.protocol.envelope;

import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryRules;

/** What a node keeps of which groups, as it tells the others. */
final class HistoryRulesCodec {
    private HistoryRulesCodec() {}

    static void write(HistoryRules.Rule rule, ByteWriter out) {
        HistoryPolicy policy = rule.policy();
        out.text(rule.text()).i32(policy.messages()).i64(policy.ageMillis()).i32(policy.bytes());
    }

    static HistoryRules.Rule read(ByteReader in) throws EnvelopeException {
        String text = in.name();
        HistoryPolicy policy = new HistoryPolicy(in.i32(), in.i64(), in.i32());
        if (policy.messages() < 1 || policy.ageMillis() < 1 || policy.bytes() < 1) {
            throw new EnvelopeException("a history that keeps nothing");
        }
        try {
            return HistoryRules.Rule.of(text, policy);
        } catch (IllegalArgumentException none) {
            throw new EnvelopeException("no pattern of groups");
        }
    }
}
