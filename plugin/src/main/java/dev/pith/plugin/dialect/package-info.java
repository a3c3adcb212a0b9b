/** Internal: what a model server says on the wire, and how it is asked. Pure, no Vert.x. */
@NullMarked
package dev.pith.plugin.dialect;

import org.jspecify.annotations.NullMarked;
