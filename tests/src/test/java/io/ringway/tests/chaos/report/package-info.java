/** What came of a run, for people and for machines. */
@NullMarked
package io.ringway.tests.chaos.report;

import org.jspecify.annotations.NullMarked;
