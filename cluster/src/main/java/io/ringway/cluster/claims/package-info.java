/** Who gets a name: the rules, without any table. */
@NullMarked
package io.ringway.cluster.claims;

import org.jspecify.annotations.NullMarked;
