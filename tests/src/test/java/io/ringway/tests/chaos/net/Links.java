package io.ringway.tests.chaos.net;

/**
 * What nodes hear of each other. Clients reach every node throughout: they come from this machine, and are never dropped.
 * Used from the test's thread.
 */
public final class Links {
    private final Lab lab;

    public Links(Lab lab) {
        this.lab = lab;
    }

    /** The node hears no other, and no other hears it. */
    public void isolate(int node) {
        StringBuilder rules = new StringBuilder();
        for (int other = 0; other < lab.size(); other++) {
            if (other != node) {
                rules.append(drop("INPUT -s", other, "")).append(drop("OUTPUT -d", other, ""));
            }
        }
        lab.inside(node, rules.toString());
    }

    /** What {@code from} sends does not come to {@code to}; the other way all is well. */
    public void oneWay(int from, int to) {
        lab.inside(to, drop("INPUT -s", from, ""));
    }

    /** Of the packets between any two nodes this share is lost. */
    public void loss(double share) {
        for (int node = 0; node < lab.size(); node++) {
            StringBuilder rules = new StringBuilder();
            for (int other = 0; other < lab.size(); other++) {
                if (other != node) {
                    rules.append(drop("INPUT -s", other, "-m statistic --mode random --probability " + share));
                }
            }
            lab.inside(node, rules.toString());
        }
    }

    /** Everybody hears everybody again. */
    public void heal() {
        for (int node = 0; node < lab.size(); node++) {
            lab.inside(node, "iptables -w -F INPUT; iptables -w -F OUTPUT");
        }
    }

    /** A node whose packets are delayed is seen under a second address. */
    private String drop(String where, int other, String match) {
        return "iptables -w -A %1$s %2$s %4$s -j DROP; iptables -w -A %1$s %3$s %4$s -j DROP; "
                .formatted(where, lab.address(other), lab.alias(other), match);
    }
}
