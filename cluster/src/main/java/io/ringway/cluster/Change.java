package io.ringway.cluster;

/** One step of a group's roster, as one node sees it. */
public sealed interface Change {
    Member member();

    record Joined(Member member) implements Change {}

    record Left(Member member, LeaveReason reason) implements Change {}

    record Updated(Member member) implements Change {}
}
