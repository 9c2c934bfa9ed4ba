package io.ringway.gateway.session.backend;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.session.groups.Transfers;
import io.ringway.gateway.session.groups.Words;
import io.ringway.gateway.session.virtual.OnBehalf;
import io.ringway.gateway.session.virtual.VirtualMembers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** What other nodes want of this one because the app's backend has asked them. Hub only. */
public record Errands(
        VirtualMembers virtualMembers,
        OnBehalf onBehalf,
        Whereabouts whereabouts,
        Words words,
        Transfers transfers,
        BackendCalls calls,
        TurnNames turn) {
    public void receive(NodeRef from, BackendStep step) {
        switch (step) {
            case BackendStep.MemberState news -> onBehalf.receive(from, news);
            case BackendStep.MemberMeta news -> onBehalf.receive(from, news);
            case BackendStep.MemberLife news -> virtualMembers.receive(news);
            case BackendStep.MembersGiven question -> {}
            case BackendStep.MembersTaken lateAnswer -> {}
            case BackendStep.MembersSince news -> virtualMembers.handovers().receive(news);
            case BackendStep.VirtualAsked question -> {}
            case BackendStep.VirtualTold lateAnswer -> {}
            case BackendStep.MemberSought question -> {}
            case BackendStep.MembersAsked question -> {}
            case BackendStep.MembersFound lateAnswer -> {}
            case BackendStep.UsersAsked question -> {}
            case BackendStep.ConnectionsAsked question -> {}
            case BackendStep.ConnectionsListed question -> {}
            case BackendStep.ConnectionsHeld lateAnswer -> {}
            case BackendStep.GroupWords news -> {}
            case BackendStep.Words lateAnswer -> {}
            case BackendStep.WordSums lateAnswer -> {}
            case BackendStep.WordsAsked question -> {}
            case BackendStep.MemberMove question -> {}
            case BackendStep.MemberMoved lateAnswer -> {}
            case BackendStep.UsersTold lateAnswer -> {}
            case BackendStep.ConnectionsTold lateAnswer -> {}
            case BackendStep.CallsAsked question -> {}
            case BackendStep.CallsTold lateAnswer -> {}
            case BackendStep.CallEndAsked question -> {}
            case BackendStep.CallEndTold lateAnswer -> {}
            case BackendStep.TurnAsked question -> {}
            case BackendStep.TurnTold lateAnswer -> {}
        }
    }

    public Future<Buffer> answer(NodeRef from, BackendStep step) {
        return switch (step) {
            case BackendStep.MembersGiven question -> virtualMembers.handovers().answer(question);
            case BackendStep.MemberSought question -> Future.succeededFuture(virtualMembers.answer(question));
            case BackendStep.MembersTaken news -> noQuestion();
            case BackendStep.MembersSince news -> noQuestion();
            case BackendStep.VirtualAsked question ->
                Future.succeededFuture(virtualMembers.sightings().answer(question));
            case BackendStep.VirtualTold news -> noQuestion();
            case BackendStep.MembersAsked question -> Future.succeededFuture(onBehalf.answer(question));
            case BackendStep.MembersFound news -> noQuestion();
            case BackendStep.UsersAsked question -> Future.succeededFuture(whereabouts.answer(from, question));
            case BackendStep.ConnectionsAsked question -> Future.succeededFuture(whereabouts.answer(question));
            case BackendStep.ConnectionsListed question ->
                Future.succeededFuture(whereabouts.lists().answer(question));
            case BackendStep.ConnectionsHeld news -> noQuestion();
            case BackendStep.CallsAsked question -> Future.succeededFuture(calls.answer(question));
            case BackendStep.CallEndAsked question -> Future.succeededFuture(calls.answer(question));
            case BackendStep.Words news -> words.answer(news);
            case BackendStep.WordSums question -> words.answer(question);
            case BackendStep.WordsAsked question -> words.answer(question);
            case BackendStep.GroupWords news -> noQuestion();
            case BackendStep.MemberMove question -> transfers.answer(question);
            case BackendStep.MemberMoved news -> noQuestion();
            case BackendStep.MemberState news -> noQuestion();
            case BackendStep.MemberMeta news -> noQuestion();
            case BackendStep.MemberLife news -> noQuestion();
            case BackendStep.UsersTold news -> noQuestion();
            case BackendStep.ConnectionsTold news -> noQuestion();
            case BackendStep.CallsTold news -> noQuestion();
            case BackendStep.CallEndTold news -> noQuestion();
            case BackendStep.TurnAsked question -> turn.answer(question);
            case BackendStep.TurnTold news -> noQuestion();
        };
    }

    private static Future<Buffer> noQuestion() {
        return Future.failedFuture("this node has no answer to that");
    }
}
