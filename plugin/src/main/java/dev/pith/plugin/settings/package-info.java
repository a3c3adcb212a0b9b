/** Internal: the table of settings, and reading them from files, the environment and flags. */
@NullMarked
package dev.pith.plugin.settings;

import org.jspecify.annotations.NullMarked;
