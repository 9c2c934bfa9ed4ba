package io.ringway.cluster;

/**
 * A node in one of its lives. The id is random and made at start; the incarnation grows whenever the node has to assume
 * that others forgot it (a merge after a partition, a stall longer than the failure detector's limit), so that late news
 * about the earlier life cannot harm the present one.
 */
public record NodeRef(long id, int incarnation) implements Comparable<NodeRef> {
    public NodeRef next() {
        return new NodeRef(id, incarnation + 1);
    }

    @Override
    public int compareTo(NodeRef other) {
        int byId = Long.compareUnsigned(id, other.id);
        return byId != 0 ? byId : Integer.compare(incarnation, other.incarnation);
    }

    @Override
    public String toString() {
        return Long.toHexString(id) + "/" + incarnation;
    }
}
