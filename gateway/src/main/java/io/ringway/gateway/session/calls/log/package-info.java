/** What is written down of calls, and how clients read it. No call waits for it. On the hub. */
@NullMarked
package io.ringway.gateway.session.calls.log;

import org.jspecify.annotations.NullMarked;
