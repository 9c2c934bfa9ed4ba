/** Who may connect and what they may do: tokens, keys, grants. */
@NullMarked
package io.ringway.gateway.auth;

import org.jspecify.annotations.NullMarked;
