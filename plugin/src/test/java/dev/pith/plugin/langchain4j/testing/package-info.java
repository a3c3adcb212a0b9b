/**
 * Test support for users of Pith's LangChain4j models: a fake streaming model that records what it
 * is asked, and assertions about responses.
 */
@NullMarked
package dev.pith.plugin.langchain4j.testing;

import org.jspecify.annotations.NullMarked;
