package io.ringway.gateway.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;

/**
 * What a resume token says.
 *
 * @param cid whose session it is for
 * @param home the node that has the session, at the time the token was made
 * @param generation how many tokens the session had before: only the last one counts, and only once
 * @param moves how often the session has moved to another node so far
 */
public record ResumeToken(Cid cid, NodeRef home, int generation, int moves) {}
