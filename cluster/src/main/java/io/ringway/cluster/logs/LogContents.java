package io.ringway.cluster.logs;

import io.ringway.cluster.Bytes;
import java.util.List;
import java.util.Map;

/**
 * A log, or its end.
 *
 * @param behind the number that the lines come behind; {@link #ALL} where they are all there is
 * @param head the number of the last line, which may be gone
 * @param seqs by origin, the last number of what it handed in
 * @param marks of lines that may be gone, the oldest first
 */
public record LogContents(long behind, long head, List<LogStore.Line> lines, Map<Long, Long> seqs, List<Bytes> marks) {
    public static final long ALL = -1;
}
