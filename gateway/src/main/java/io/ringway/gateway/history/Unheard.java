package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.Optional;

/** What is said of groups that this node does not know: most of it makes nothing known, and is answered out of nothing. */
final class Unheard {
    private final HistoryView view;
    private final HistoryFence fence;
    private final Blanks blanks;

    Unheard(HistoryView view, HistoryFence fence, Blanks blanks) {
        this.view = view;
        this.fence = fence;
        this.blanks = blanks;
    }

    /** Whether the group becomes known by it. */
    boolean isNews(HistoryMessage message, long now) {
        return switch (message) {
            case HistoryMessage.Seek seek -> true;
            case HistoryMessage.Wake wake -> true;
            case HistoryMessage.Submit submit -> true;
            case HistoryMessage.Follow follow -> true;
            case HistoryMessage.Fetch fetch -> view.mayBeKept(now) && view.isWriter(fetch.group());
            case HistoryMessage.Install install -> false;
            case HistoryMessage.Store store -> false;
            case HistoryMessage.Pull pull -> false;
            case HistoryMessage.Unfollow unfollow -> false;
            case HistoryMessage.Committed committed -> false;
            case HistoryMessage.Answer answer -> false;
        };
    }

    /** To what is no news. */
    Optional<HistoryMessage> answer(HistoryMessage message) {
        Group group = message.group();
        HistoryMessage answer = switch (message) {
            case HistoryMessage.Fetch fetch
            when !fence.isClosed() && view.isWriter(group) -> {
                Page page = new Log().read(fetch.query(), blanks.epoch(group), 0, Writing.CLIENT_BYTES);
                yield new HistoryMessage.Fetched(group, fetch.number(), page);
            }
            case HistoryMessage.Install install ->
                new HistoryMessage.Refuse(group, install.regime().ballot(), Ballot.NONE);
            case HistoryMessage.Store store -> new HistoryMessage.Refuse(group, store.ballot(), Ballot.NONE);
            case HistoryMessage.Question later -> null;
            case HistoryMessage.Seek seek -> null;
            case HistoryMessage.Wake wake -> null;
            case HistoryMessage.Pull pull -> null;
            case HistoryMessage.Unfollow unfollow -> null;
            case HistoryMessage.Committed committed -> null;
            case HistoryMessage.Answer late -> null;
        };
        return Optional.ofNullable(answer);
    }
}
