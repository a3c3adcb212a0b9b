/** Internal: what is asked of the embedded engine: requests read, checked and tokenised. */
@NullMarked
package dev.pith.plugin.local.request;

import org.jspecify.annotations.NullMarked;
