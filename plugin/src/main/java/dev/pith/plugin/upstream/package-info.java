/** Internal: calls to the model server, over the Vert.x client. */
@NullMarked
package dev.pith.plugin.upstream;

import org.jspecify.annotations.NullMarked;
