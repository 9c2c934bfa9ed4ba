/** Where connections live that are not on the node that made them: a pure table, kept alike on every node. */
@NullMarked
package io.ringway.cluster.whereabouts;

import org.jspecify.annotations.NullMarked;
