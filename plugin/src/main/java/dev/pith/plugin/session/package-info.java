/** Internal: one trimmed request: drives the trimmer, asks the verifier, fails open. */
@NullMarked
package dev.pith.plugin.session;

import org.jspecify.annotations.NullMarked;
