/** Who gets a name: the rules, pure, and the claims of one node's connections, which are carried out on a table elsewhere. */
@NullMarked
package io.ringway.cluster.claims;

import org.jspecify.annotations.NullMarked;
