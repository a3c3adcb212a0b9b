/** Adding up what the policies did and printing it: as a table, as JSON and as a page. */
@NullMarked
package dev.pith.eval.report;

import org.jspecify.annotations.NullMarked;
