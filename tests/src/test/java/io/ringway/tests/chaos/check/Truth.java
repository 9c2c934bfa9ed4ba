package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether it is true what clients are told of who comes and who leaves. Whoever has come has asked to; whoever has left has said so, once for each time
 * that it is told. (Of those who are disconnected it is {@link Notices} that knows.)
 */
final class Truth {
    private record Told(String observer, String group, String cid) {}

    private final Wishes wishes = new Wishes();
    /** Which leave was told last. */
    private final Map<Told, Long> spent = new HashMap<>();

    private final Lives lives;
    private final Rules rules;
    private final Checker.Examples examples;
    private int wrong;

    Truth(List<Entry> entries, Lives lives, Rules rules, Checker.Examples examples) {
        this.lives = lives;
        this.rules = rules;
        this.examples = examples;
        entries.forEach(wishes::take);
    }

    /**
     * A client was told that somebody came or went.
     *
     * @param known since when it knows who is in the group
     * @param heard since when it has heard everything of it without a break
     */
    void told(Entry.Noticed notice, long known, long heard) {
        boolean isTrue = switch (notice.code()) {
            case "USER_JOINED" -> hasCome(notice, heard);
            case "USER_LEFT" -> hasLeft(notice, known);
            default -> true;
        };
        if (!isTrue) {
            wrong++;
            examples.add(
                    "told what is not true",
                    notice.at(),
                    notice.who() + " in " + notice.group() + ": " + notice.code() + " of " + notice.cid());
        }
    }

    private boolean hasCome(Entry.Noticed notice, long heard) {
        Long asked = wishes.lastAsked(notice.cid(), notice.group(), notice.at());
        if (asked == null) {
            return false;
        }
        Long over = over(notice, asked);
        return over == null
                || heard > over
                || notice.at() - over <= rules.notice()
                || isTroubled(notice.who(), over, notice.at())
                || isTroubled(notice.cid(), over, notice);
    }

    /** When whoever had asked was gone again, by its own will or with its connection; nothing where it is there. */
    private @Nullable Long over(Entry.Noticed notice, long asked) {
        Lives.Connection last = lives.lastOf(notice.cid(), notice.at());
        if (last != null && last.closed() <= notice.at()) {
            return last.closed();
        }
        Long left = wishes.lastLeft(notice.cid(), notice.group(), notice.at());
        return left == null || left <= asked ? null : left;
    }

    private boolean isTroubled(String who, long from, long to) {
        return lives.during(who, from, to).stream().anyMatch(each -> rules.isTroubled(each.node(), from, to));
    }

    /** A node that has had the connection before may list it still. */
    private boolean isTroubled(String cid, long from, Entry.Noticed notice) {
        return lives.cids().getOrDefault(cid, List.of()).stream()
                .anyMatch(each -> each.opened() <= notice.at() && rules.isTroubled(each.node(), from, notice.at()));
    }

    private boolean hasLeft(Entry.Noticed notice, long known) {
        Lives.Connection own = lives.of(notice.who(), notice.at());
        if (own != null && own.cid().equals(notice.cid())) {
            // Who wants to leave listens no more from then on.
            return false;
        }
        Told what = new Told(notice.who(), notice.group(), notice.cid());
        // Who was still in the first roster had left no longer ago than nodes may take to say so.
        long after = Math.max(spent.getOrDefault(what, Long.MIN_VALUE), known - rules.notice());
        Wishes.Leave left = wishes.nextLeft(notice.cid(), notice.group(), after);
        if (left == null || left.from() > notice.at()) {
            return false;
        }
        spent.put(what, left.to());
        return true;
    }

    int wrong() {
        return wrong;
    }
}
