package io.ringway.gateway.peers;

/**
 * The bounds of PeerJS clients.
 *
 * @param clients how many may be connected to this node
 * @param waitMillis how long a message waits for a client that is not there
 * @param silentMillis after how long without a heartbeat a client is taken for gone
 * @param waitingMessages how many messages of one client may wait for others
 * @param waitingBytes how many bytes they may have together
 * @param allWaitingBytes how many bytes may wait on this node
 */
public record PeerOptions(
        int clients, long waitMillis, long silentMillis, int waitingMessages, int waitingBytes, long allWaitingBytes) {
    public static final PeerOptions DEFAULTS = of(5_000, 256, 262_144);

    private static final long WAIT_MILLIS = 5_000;
    private static final long SILENT_MILLIS = 90_000;
    private static final long ALL_WAITING_BYTES = 64L * 1024 * 1024;

    /** With the times that the client knows. */
    public static PeerOptions of(int clients, int waitingMessages, int waitingBytes) {
        return new PeerOptions(clients, WAIT_MILLIS, SILENT_MILLIS, waitingMessages, waitingBytes, ALL_WAITING_BYTES);
    }
}
