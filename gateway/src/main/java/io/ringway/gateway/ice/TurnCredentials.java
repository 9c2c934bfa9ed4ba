package io.ringway.gateway.ice;

/** A name and a password that a TURN server takes for a while. */
public record TurnCredentials(String username, String password) {
    /** Without the password: a log may get to see it. */
    @Override
    public String toString() {
        return "TurnCredentials[" + username + "]";
    }
}
