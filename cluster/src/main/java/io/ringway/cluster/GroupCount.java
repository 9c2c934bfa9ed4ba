package io.ringway.cluster;

/** A row of a group listing. Where the listing goes by counts, those of other nodes may be up to a second old. */
public record GroupCount(Group group, int members) {}
