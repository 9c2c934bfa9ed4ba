@NullMarked
package io.ringway.gateway.webhooks;

import org.jspecify.annotations.NullMarked;
