package io.ringway.gateway.http.ws;

import io.ringway.gateway.session.Socket;

/** A socket as its event loop looks after it. Loop thread only. */
interface LoopSocket extends Socket {
    /** Hands what was written since the last flush to the network. */
    void flush();
}
