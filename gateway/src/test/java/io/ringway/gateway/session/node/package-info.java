@NullMarked
package io.ringway.gateway.session.node;

import org.jspecify.annotations.NullMarked;
