package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.claims.Claim;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A claim as the bytes of a row: cid, time, fingerprint. */
final class Claimed {
    private static final int CID_BYTES = 28;
    static final int HEADER_BYTES = CID_BYTES + Long.BYTES;

    private Claimed() {}

    static byte @Nullable [] write(@Nullable Claim claim) {
        if (claim == null) {
            return null;
        }
        ByteBuffer row = ByteBuffer.allocate(HEADER_BYTES + claim.fingerprint().size());
        claim.cid().write(row);
        row.putLong(claim.atMillis()).put(claim.fingerprint().array());
        return row.array();
    }

    static @Nullable Claim read(byte @Nullable [] row) {
        if (row == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(row);
        Cid cid = Cid.read(in);
        long at = in.getLong();
        byte[] fingerprint = new byte[in.remaining()];
        in.get(fingerprint);
        return new Claim(cid, Bytes.wrap(fingerprint), at);
    }
}
