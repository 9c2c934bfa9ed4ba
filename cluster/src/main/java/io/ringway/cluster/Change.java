package io.ringway.cluster;

/** One step of a group's roster, as one node sees it. */
public sealed interface Change {
    Member member();

    record Joined(Member member) implements Change {}

    record Left(Member member, LeaveReason reason) implements Change {}

    record Updated(Member member) implements Change {}

    /** Still a member, but its connection is lost, or its node is: it comes back, or leaves. No step of the roster. */
    record Suspected(Member member) implements Change {}

    /** The end of {@link Suspected}, where the member has come back. No step of the roster. */
    record Back(Member member) implements Change {}
}
