/** The operators' page at {@code /admin} on the management port, and what it asks. */
@NullMarked
package io.ringway.gateway.http.admin;

import org.jspecify.annotations.NullMarked;
