package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.Any;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Content;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What envelopes of all kinds are made of. */
final class AnyPart {
    private AnyPart() {}

    static Arbitrary<Content> content() {
        return Combinators.combine(Arbitraries.of(Content.Kind.class), Any.bytes())
                .as(Content::new);
    }

    static Arbitrary<Recipient> recipient(Tenant tenant) {
        return Arbitraries.oneOf(
                Any.user(tenant).map(Recipient.User::new), Any.cid().map(cid -> new Recipient.Connection(tenant, cid)));
    }

    static Arbitrary<CallId> call() {
        return Any.cid().map(CallId::new);
    }

    static Arbitrary<NodeRef> node() {
        return Any.cid().map(Cid::node);
    }

    static Arbitrary<Boolean> flag() {
        return Arbitraries.of(true, false);
    }
}
