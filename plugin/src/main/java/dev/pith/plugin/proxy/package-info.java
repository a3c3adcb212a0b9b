/** The HTTP proxy that trims reasoning while it streams. */
@NullMarked
package dev.pith.plugin.proxy;

import org.jspecify.annotations.NullMarked;
