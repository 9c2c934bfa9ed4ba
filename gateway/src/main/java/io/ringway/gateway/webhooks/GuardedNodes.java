package io.ringway.gateway.webhooks;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The other nodes, until this one stops: the cluster cannot be asked any more once it has left it; what is on its way then
 * comes back to nobody. Remembers whom it has told of what. Hub only.
 */
final class GuardedNodes implements Nodes {
    private final Nodes nodes;
    private final LongSupplier clock;
    private final Hints hints = new Hints();
    private final long self;
    private boolean isStopping;

    GuardedNodes(Nodes nodes, LongSupplier clock) {
        this.nodes = nodes;
        this.clock = clock;
        this.self = nodes.self();
    }

    void stop() {
        isStopping = true;
    }

    @Override
    public long self() {
        return self;
    }

    @Override
    public Set<Long> live() {
        return isStopping ? Set.of(self) : nodes.live();
    }

    @Override
    public boolean isFenced() {
        return isStopping || nodes.isFenced();
    }

    @Override
    public void news(long node, String line) {
        if (!isStopping) {
            hints.said(line, node, clock.getAsLong());
            nodes.news(node, line);
        }
    }

    /** Says something to a node that is said again anyway. */
    void tell(long node, String word) {
        if (!isStopping) {
            nodes.news(node, word);
        }
    }

    /** Lines that nodes were told of which are gone since, each once. */
    List<String> orphans() {
        return isStopping ? List.of() : hints.orphans(live(), clock.getAsLong());
    }

    /** Says it to every other node. */
    void tellOthers(String word) {
        live().stream().filter(node -> node != self).forEach(node -> nodes.news(node, word));
    }
}
