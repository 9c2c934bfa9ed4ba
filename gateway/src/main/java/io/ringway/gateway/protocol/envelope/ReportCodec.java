package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Figure;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.Sighting;
import io.ringway.gateway.protocol.UserReport;
import io.ringway.gateway.protocol.VirtualSighting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What nodes say to each other for operators. */
final class ReportCodec {
    /** About what a report of a node takes. */
    static final int NODE_BYTES = 256;

    private static final Figure[] FIGURES = Figure.values();
    private static final SessionLine.What[] WHATS = SessionLine.What.values();

    private ReportCodec() {}

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static void write(ByteWriter out, NodeReport report) {
        out.node(report.node()).u8(report.figures().size());
        report.figures().forEach((figure, value) -> out.u8(figure.ordinal()).i64(value));
    }

    /** A figure of a newer release means nothing here, and is left out. */
    static NodeReport node(ByteReader in) throws EnvelopeException {
        NodeRef node = in.node();
        Map<Figure, Long> figures = new EnumMap<>(Figure.class);
        for (int left = in.u8(); left > 0; left--) {
            int figure = in.u8();
            long value = in.i64();
            if (figure < FIGURES.length) {
                figures.put(FIGURES[figure], value);
            }
        }
        return new NodeReport(node, figures);
    }

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static void write(ByteWriter out, UserReport report) {
        out.list(report.sessions(), session -> {
            out.cid(session.cid()).node(session.node()).text(session.dialect());
            out.flag(session.parked()).text(session.address()).list(session.groups(), out::text);
        });
        out.list(
                report.lines(),
                line -> out.i64(line.at())
                        .node(line.node())
                        .cid(line.cid())
                        .u8(line.what().ordinal()));
    }

    static UserReport user(ByteReader in) throws EnvelopeException {
        List<Sighting> sessions =
                in.list(() -> new Sighting(in.cid(), in.node(), in.text(), in.flag(), in.text(), in.list(in::text)));
        List<SessionLine> lines = in.list(() -> new SessionLine(in.i64(), in.node(), in.cid(), in.oneOf(WHATS)));
        return new UserReport(sessions, lines);
    }

    static void write(ByteWriter out, VirtualSighting member) {
        out.text(member.user()).cid(member.cid()).node(member.node()).i32(member.groups());
        out.list(
                member.stays(),
                stay -> out.text(stay.group())
                        .i64(stay.since())
                        .i64(stay.ttlMillis())
                        .i64(stay.leftMillis()));
    }

    static VirtualSighting virtual(ByteReader in) throws EnvelopeException {
        return new VirtualSighting(
                in.text(),
                in.cid(),
                in.node(),
                in.i32(),
                in.list(() -> new VirtualSighting.Stay(in.text(), in.i64(), in.i64(), in.i64())));
    }

    static void write(ByteWriter out, List<KnownUser> users) {
        out.list(users, user -> out.text(user.id()).i64(user.at()));
    }

    static List<KnownUser> known(ByteReader in) throws EnvelopeException {
        return in.list(() -> new KnownUser(in.text(), in.i64()));
    }
}
