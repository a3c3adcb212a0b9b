/** Chat templates: Jinja as Python has it, on Jinjava. */
@NullMarked
package dev.pith.plugin.jinja;

import org.jspecify.annotations.NullMarked;
