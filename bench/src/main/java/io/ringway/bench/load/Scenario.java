package io.ringway.bench.load;

/** A load to put on nodes, and what to measure of it. */
sealed interface Scenario {
    /** How many nodes it needs that are there before it. */
    int nodes();

    Outcome run(Bed bed, Outcome outcome);

    /**
     * The first member of each group publishes; with two nodes it alone is on the first, and all it reaches on the second.
     *
     * @param perSecond messages a second over all groups; 0 for {@code window} on their way instead
     * @param bytes of each content
     */
    record FanOut(int nodes, int groups, int size, double perSecond, int window, int bytes) implements Scenario {
        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return FanOutRun.run(this, bed, outcome);
        }
    }

    /** Pairs of connections, the first of each sends to the cid of the second; with two nodes, across. */
    record Relay(int nodes, int pairs, double perSecond, int bytes) implements Scenario {
        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return RelayRun.run(this, bed, outcome);
        }
    }

    /** Pairs of users, the first of each calls the second, who declines at once; with two nodes, across. */
    record Ring(int nodes, int pairs, double perSecond, int bytes) implements Scenario {
        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return RingRun.run(this, bed, outcome);
        }
    }

    /** Connections join one group, all at once; every member is to know every other. */
    record JoinStorm(int nodes, int size) implements Scenario {
        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return JoinStormRun.run(this, bed, outcome);
        }
    }

    /**
     * A backend posts presence events to the first node, one call after the other on each connection.
     *
     * @param batch events of one call
     * @param perSecond calls; 0 for as many as are acknowledged
     * @param sockets that are open beside it, evenly on all nodes, or on the second alone
     * @param listeners how many of the sockets are in each group that is posted to; 0 for sockets that are in none
     * @param seconds that are measured
     * @param isAfar whether all that is in the groups is on the second node, so that the first has to ask it whom each event is about
     */
    record Posts(
            int nodes,
            int connections,
            int batch,
            double perSecond,
            int sockets,
            int listeners,
            int seconds,
            boolean isAfar)
            implements Scenario {
        Posts(int nodes, int connections, int batch, double perSecond, int sockets, int listeners, int seconds) {
            this(nodes, connections, batch, perSecond, sockets, listeners, seconds, false);
        }

        Posts afar() {
            return new Posts(nodes, connections, batch, perSecond, sockets, listeners, seconds, true);
        }

        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return PostsRun.run(this, bed, outcome);
        }
    }

    /** A node on its own starts with what a JVM kept of a training run, so many times, one after the other. */
    record Start(int times) implements Scenario {
        @Override
        public int nodes() {
            return 0;
        }

        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return StartRun.run(this, bed, outcome);
        }
    }

    /** Connections come as fast as the node takes them, each with a token of its own, and stay. */
    record Connects(int connections) implements Scenario {
        @Override
        public int nodes() {
            return 1;
        }

        @Override
        public Outcome run(Bed bed, Outcome outcome) {
            return ConnectsRun.run(this, bed, outcome);
        }
    }
}
