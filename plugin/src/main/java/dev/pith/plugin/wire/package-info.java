/** Internal: bytes of a streaming HTTP answer to events and back. Pure, no Vert.x, no JSON. */
@NullMarked
package dev.pith.plugin.wire;

import org.jspecify.annotations.NullMarked;
