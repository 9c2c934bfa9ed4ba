package io.ringway.gateway.session.virtual;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids of members without a connection: which node made it, and a digest of the user's id. Pure; any thread. */
public final class VirtualIds {
    private static final MessageDigest SHA_256 = sha256();

    private VirtualIds() {}

    /** Those that a user's can have. */
    record OfUser(long first, long second) {
        Cid madeBy(NodeRef node) {
            return new Cid(node, first, second);
        }
    }

    static OfUser of(UserId user) {
        String name = "virtual member\n" + user.tenant().name() + "\n" + user.id();
        try {
            // To copy one is much cheaper than to look for one.
            MessageDigest sha256 = (MessageDigest) SHA_256.clone();
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest(name.getBytes(StandardCharsets.UTF_8)));
            return new OfUser(digest.getLong(), digest.getLong());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("every JDK can copy a digest", impossible);
        }
    }

    /** The one that a member has which was made by this node; it keeps it when another node has it. */
    public static Cid cid(NodeRef node, UserId user) {
        return of(user).madeBy(node);
    }

    static boolean isVirtual(Member member) {
        return cid(member.cid().node(), member.user()).equals(member.cid());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
