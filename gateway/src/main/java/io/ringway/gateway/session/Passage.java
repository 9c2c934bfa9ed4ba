package io.ringway.gateway.session;

import io.ringway.gateway.protocol.envelope.SessionState.Told;

/** What has to be known of a session's past so that it can go on with another connection, or on another node. Hub only. */
public final class Passage {
    /** Of a client that came back without a token: its wire knows none, and it is known by its user. */
    public static final int NO_TOKEN = -1;

    private int generation;
    private int shown = NO_TOKEN;
    private int moves;
    private long heard;
    private long carriedOut;
    private boolean background;
    /** Whether another node may have welcomed the client with the token after the present one. */
    private boolean ahead;

    /** Whether its client has been told things by another node, which has numbered them otherwise. */
    private boolean foreign;

    private boolean torn;
    /** Whether the last welcome said that it is torn. */
    private boolean admitted;

    /** A session that begins. */
    public Passage() {}

    /** One that goes on here, after it was elsewhere. */
    public Passage(int generation, int moves, long heard, boolean background) {
        this.generation = generation;
        this.moves = moves;
        this.heard = heard;
        this.background = background;
    }

    /**
     * As it goes on on a node that gave it away and has it again: with the same tokens, and with the one that the other node gives its
     * client where the answer was only late.
     */
    public Passage after(long heardBy, int movesThen) {
        Passage again = new Passage(generation, movesThen, heardBy, background);
        again.shown = shown;
        again.torn = torn;
        again.foreign = foreign;
        return again.perhapsAhead();
    }

    /** Another node may welcome the client in this moment, with the token after the present one. */
    public Passage perhapsAhead() {
        ahead = true;
        return this;
    }

    /** The number of its present resume token. */
    public int generation() {
        return generation;
    }

    /**
     * Whether a token resumes the session: the present one does, and the one before it until the client has shown that it
     * has the present one, as that may have been lost on its way. Where another node may have had the session meanwhile, that node's
     * does too, until the client is here.
     */
    public boolean accepts(int token) {
        return token == generation || (token == shown && shown != NO_TOKEN) || (ahead && token == generation + 1);
    }

    /**
     * Whether a client that shows this token was welcomed by another node meanwhile that had the session as well: what that one has told
     * it is not known here, and the numbers of its frames say nothing.
     */
    public boolean isForeign(int token) {
        return foreign || token > generation;
    }

    /** Whether another node may have had it meanwhile, and its client has not come here since. */
    public boolean isAhead() {
        return ahead;
    }

    /**
     * Another node has had it too, and gives it to this one, which has it again already: with as many moves at least, and, where its
     * client has not come here since ({@link #isAhead}), with what that node has heard and the tokens that it takes.
     *
     * @param shownThere the token that was shown for it, and that the other node takes; or {@link #NO_TOKEN}
     */
    public void unite(int movesThere, int generationThere, int shownThere, long heardThere) {
        moves = Math.max(moves, movesThere);
        if (ahead) {
            generation = Math.max(generation, generationThere);
            shown = shownThere;
            foreign = true;
            heard = Math.max(heard, heardThere);
        }
    }

    /** It is to count as later than whatever was said of it when it had moved so often. */
    public void movedAfter(int times) {
        moves = Math.max(moves, times + 1);
    }

    /** A new token takes the place of the one that was shown. Every other is worth nothing from now on. */
    public void renewed(int token) {
        shown = token;
        generation = Math.max(generation, token) + 1;
        ahead = false;
        foreign = false;
    }

    /**
     * A client that has this token is on its way to the session: it may have to come again before it is welcomed. Where another node has
     * given it the token ({@link #isForeign}), those before it are worth nothing.
     */
    public void showing(int token) {
        shown = token;
        if (token > generation) {
            generation = token;
            foreign = true;
        }
    }

    /** The client has the present token, and knows what its welcome said. */
    public void confirmed() {
        shown = NO_TOKEN;
        torn &= !admitted;
        admitted = false;
    }

    /** Something may be missing of what was for it: its client is told so until it has shown that it knows. */
    public void tear() {
        torn = true;
        admitted = false;
    }

    /** What is known of what its client was told, for another node to go on with. */
    public Told told() {
        if (foreign) {
            return Told.FOREIGN;
        }
        return torn ? Told.TORN : Told.WHOLE;
    }

    /** As {@link #told}, on the node that it goes on on. */
    public void wasTold(Told there) {
        foreign = there == Told.FOREIGN;
        if (there != Told.WHOLE) {
            tear();
        }
    }

    /** Whether it is torn; its client is welcomed with that now. */
    public boolean admitTorn() {
        admitted = torn;
        return torn;
    }

    /** How often it has moved to another node. */
    public int moves() {
        return moves;
    }

    /** How many frames of the client were taken. */
    public long heard() {
        return heard;
    }

    public void hear() {
        heard++;
    }

    /** What the client says with its frame of that number is carried out now. */
    public void carriesOut(long number) {
        carriedOut = number;
    }

    /** How many frames of the client were taken before the one that is being carried out. */
    public long heardBefore() {
        return carriedOut - 1;
    }

    /** Whether the client's page is in the background. */
    public boolean inBackground() {
        return background;
    }

    public void background(boolean on) {
        background = on;
    }
}
