@NullMarked
package io.ringway.gateway.session.groups;

import org.jspecify.annotations.NullMarked;
