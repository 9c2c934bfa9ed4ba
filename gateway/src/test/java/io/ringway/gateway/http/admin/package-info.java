@NullMarked
package io.ringway.gateway.http.admin;

import org.jspecify.annotations.NullMarked;
