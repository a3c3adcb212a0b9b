/** Internal: what the embedded engine answers: thinking told from answer, bodies and chunks. */
@NullMarked
package dev.pith.plugin.local.reply;

import org.jspecify.annotations.NullMarked;
