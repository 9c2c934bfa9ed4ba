package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.groups.Entry;

/** How what is said of groups is written, and read. */
final class EntryCodec {
    private static final Entry.Kind[] KINDS = Entry.Kind.values();

    private EntryCodec() {}

    @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
    static void write(Entry.Id id, Tenant tenant, ByteWriter out) {
        if (!id.group().tenant().equals(tenant)) {
            throw new IllegalArgumentException("an envelope of two tenants");
        }
        out.text(id.group().name()).u8(id.kind().ordinal()).text(id.key());
    }

    static void write(Entry entry, Tenant tenant, ByteWriter out) {
        write(entry.id(), tenant, out);
        out.i64(entry.version()).i64(entry.node()).i64(entry.ends());
        out.optional(entry.owner(), out::cid).bytes(entry.value());
    }

    static Entry.Id id(Tenant tenant, ByteReader in) throws EnvelopeException {
        return new Entry.Id(new Group(tenant, in.name()), in.oneOf(KINDS), in.text());
    }

    static Entry entry(Tenant tenant, ByteReader in) throws EnvelopeException {
        return new Entry(id(tenant, in), in.i64(), in.i64(), in.i64(), in.optional(in::cid), in.bytes());
    }

    static void write(Entry.Id id, ByteWriter out) {
        out.text(id.group().tenant().name());
        write(id, id.group().tenant(), out);
    }

    static void write(Entry entry, ByteWriter out) {
        out.text(entry.id().group().tenant().name());
        write(entry, entry.id().group().tenant(), out);
    }

    static Entry.Id id(ByteReader in) throws EnvelopeException {
        return id(new Tenant(in.name()), in);
    }

    static Entry entry(ByteReader in) throws EnvelopeException {
        return entry(new Tenant(in.name()), in);
    }
}
