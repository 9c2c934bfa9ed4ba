package io.ringway.cluster.shelves;

import io.ringway.cluster.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One shelf. Pure: no clock. What is over as of the {@code now} of a call is not there, and is dropped by the next one that
 * writes. Not for use by several threads.
 */
public final class Shelf {
    private static final byte FORM = 1;
    private static final int HEADER = 3 * Long.BYTES + 1 + Integer.BYTES;

    private final Map<String, Paper> byId = new HashMap<>();
    private final TreeSet<Paper> inOrder = new TreeSet<>();

    /** Before this nothing is over. */
    private long soonest = Long.MAX_VALUE;

    /**
     * Puts a paper where its predecessor was, or a new one in its place.
     *
     * @param max how many papers the shelf holds
     */
    public Placed put(Paper paper, int max, long now) {
        drop(now);
        Paper before = byId.get(paper.id());
        if (paper.equals(before)) {
            return Placed.DONE;
        }
        long version = before == null ? 0 : before.version();
        // Versions begin anew with each paper of an id: it may be the successor of an earlier one.
        boolean isSuccessor = before == null || before.made() == paper.made();
        if (!isSuccessor || paper.version() != version + 1) {
            return Placed.CONFLICT;
        }
        if (before == null && byId.size() >= max) {
            return Placed.FULL;
        }
        place(paper);
        return Placed.DONE;
    }

    private void place(Paper paper) {
        Paper before = byId.put(paper.id(), paper);
        if (before != null) {
            inOrder.remove(before);
        }
        inOrder.add(paper);
        if (paper.until() != Paper.FOR_GOOD) {
            soonest = Math.min(soonest, paper.until());
        }
    }

    private void drop(long now) {
        if (now < soonest) {
            return;
        }
        inOrder.removeIf(paper -> paper.isOver(now));
        byId.values().removeIf(paper -> paper.isOver(now));
        soonest = inOrder.stream()
                .mapToLong(Paper::until)
                .filter(until -> until != Paper.FOR_GOOD)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    public @Nullable Paper get(String id, long now) {
        Paper paper = byId.get(id);
        return paper == null || paper.isOver(now) ? null : paper;
    }

    /** False where it was not there. */
    public boolean remove(String id, long now) {
        drop(now);
        Paper paper = byId.remove(id);
        return paper != null && inOrder.remove(paper);
    }

    public ShelfPage page(int offset, int limit, long now) {
        List<Paper> page = new ArrayList<>();
        int total = 0;
        for (Paper paper : inOrder) {
            if (!paper.isOver(now)) {
                if (total >= offset && page.size() < limit) {
                    page.add(paper);
                }
                total++;
            }
        }
        return new ShelfPage(page, total);
    }

    /** When all of it is over; {@link Paper#FOR_GOOD} where one never is. */
    public long until() {
        long latest = 0;
        for (Paper paper : inOrder) {
            if (paper.until() == Paper.FOR_GOOD) {
                return Paper.FOR_GOOD;
            }
            latest = Math.max(latest, paper.until());
        }
        return latest;
    }

    /** Takes what another half of the cluster has put there: of two with one id the one that was changed more often. */
    public void merge(Shelf other) {
        for (Paper theirs : other.inOrder) {
            Paper ours = byId.get(theirs.id());
            if (ours == null || theirs.version() > ours.version()) {
                place(theirs);
            }
        }
    }

    public boolean isEmpty() {
        return byId.isEmpty();
    }

    public byte[] encode() {
        return encode(inOrder);
    }

    /** Papers as bytes, which {@link #papers} reads. */
    public static byte[] encode(Collection<Paper> papers) {
        int size = 1;
        for (Paper paper : papers) {
            size += HEADER + Bytes.utf8(paper.id()).size() + paper.body().size();
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
        for (Paper paper : papers) {
            byte[] id = paper.id().getBytes(StandardCharsets.UTF_8);
            out.putLong(paper.made()).putLong(paper.version()).putLong(paper.until());
            out.put((byte) id.length).put(id);
            out.putInt(paper.body().size()).put(paper.body().array());
        }
        return out.array();
    }

    /** @throws IllegalArgumentException for bytes that {@link #encode} did not write */
    public static Shelf decode(byte[] bytes) {
        Shelf shelf = new Shelf();
        papers(bytes).forEach(shelf::place);
        return shelf;
    }

    /** @throws IllegalArgumentException for bytes that {@link #encode} did not write */
    public static List<Paper> papers(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != FORM) {
                throw new IllegalArgumentException("a shelf in another form");
            }
            List<Paper> papers = new ArrayList<>();
            while (in.hasRemaining()) {
                papers.add(paper(in));
            }
            return papers;
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("a shelf cut short", cut);
        }
    }

    private static Paper paper(ByteBuffer in) {
        long made = in.getLong();
        long version = in.getLong();
        long until = in.getLong();
        String id = new String(bytes(in, Byte.toUnsignedInt(in.get())), StandardCharsets.UTF_8);
        return new Paper(id, made, version, until, Bytes.wrap(bytes(in, in.getInt())));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a shelf cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
