/** What an operator watches, counted cheaply. No tenant, no user, no group name ever becomes a label. */
@NullMarked
package io.ringway.gateway.metrics;

import org.jspecify.annotations.NullMarked;
