package io.ringway.gateway.http.ws;

/** When a socket was last heard, and where {@link KeepAlive} keeps it. Loop thread only. */
final class Pulse {
    final LoopSocket socket;
    int heardAt;
    int pings;
    /** What waited for the peer at the last visit. */
    long waited;

    int slot;
    int index;

    Pulse(LoopSocket socket) {
        this.socket = socket;
    }

    /** Something came from the peer at this tick. */
    void heard(int now) {
        heardAt = now;
        pings = 0;
    }
}
