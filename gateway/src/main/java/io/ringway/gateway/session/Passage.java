package io.ringway.gateway.session;

/** What has to be known of a session's past so that it can go on with another connection, or on another node. Hub only. */
final class Passage {
    private int generation;
    private int moves;
    private long heard;
    private boolean background;

    /** A session that begins. */
    Passage() {}

    /** One that goes on here, after it was elsewhere. */
    Passage(int generation, int moves, long heard, boolean background) {
        this.generation = generation;
        this.moves = moves;
        this.heard = heard;
        this.background = background;
    }

    /** The number of its present resume token: each one counts once. */
    int generation() {
        return generation;
    }

    void renewed() {
        generation++;
    }

    /** How often it has moved to another node. */
    int moves() {
        return moves;
    }

    /** How many frames of the client were taken. */
    long heard() {
        return heard;
    }

    void hear() {
        heard++;
    }

    /** Whether the client's page is in the background. */
    boolean inBackground() {
        return background;
    }

    void background(boolean on) {
        background = on;
    }
}
