/** Internal: the commands of the launcher that need no evaluation harness. */
@NullMarked
package dev.pith.plugin.command;

import org.jspecify.annotations.NullMarked;
