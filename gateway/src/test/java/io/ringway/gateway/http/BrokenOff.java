package io.ringway.gateway.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Clients that do not send what they began to send. */
public enum BrokenOff {
    GOES("content-length: 1000\r\n\r\n{\"group\":"),
    IS_CUT_OFF("content-length: 1000\r\n\r\n{\"group\":"),
    SENDS_NO_CHUNK("transfer-encoding: chunked\r\n\r\nzz\r\n");

    private final String rest;

    BrokenOff(String rest) {
        this.rest = rest;
    }

    /** Returns what came back, once the connection has ended: nothing, where nobody waited for it. */
    public String post(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String head = "POST " + path + " HTTP/1.1\r\nhost: a\r\n";
            socket.getOutputStream().write((head + rest).getBytes(StandardCharsets.US_ASCII));
            if (this == SENDS_NO_CHUNK) {
                return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            }
            if (this == IS_CUT_OFF) {
                socket.setSoLinger(true, 0);
            }
            return "";
        }
    }
}
