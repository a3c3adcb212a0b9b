/** One model server of each kind, as far as a proxy sees them. */
@NullMarked
package dev.pith.plugin.fake;

import org.jspecify.annotations.NullMarked;
