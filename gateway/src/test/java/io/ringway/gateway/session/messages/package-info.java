@NullMarked
package io.ringway.gateway.session.messages;

import org.jspecify.annotations.NullMarked;
