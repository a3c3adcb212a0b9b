/** What trimming saved, and what the saving cost. */
@NullMarked
package dev.pith.plugin.savings;

import org.jspecify.annotations.NullMarked;
