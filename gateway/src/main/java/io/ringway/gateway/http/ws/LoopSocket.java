package io.ringway.gateway.http.ws;

import io.ringway.gateway.session.Socket;

/** A socket as its event loop looks after it. Loop thread only. */
interface LoopSocket extends Socket {
    /** Hands what was written since the last flush to the network. */
    void flush();

    /** Bytes of memory that wait for the client. */
    long waiting();

    /** For whom they count. */
    Party party();

    /** Ends the connection at once, and lets go of what waits: the memory is needed. Whoever was there may come back for it. */
    void cut();
}
