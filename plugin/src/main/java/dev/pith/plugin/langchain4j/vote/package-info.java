/**
 * Self-consistency around LangChain4j models: {@link
 * dev.pith.plugin.langchain4j.vote.SelfConsistentChatModel} asks any streaming model several times
 * at once and gives the answer that most branches agree on. How it is voted is {@link
 * dev.pith.plugin.vote}'s; the settings are {@link dev.pith.plugin.vote.VoteOptions}.
 *
 * <p>Finished branches alone are looked at. A branch that is cancelled is so by its stream's
 * handle; where a provider gives none, the answer comes as early, and the branches cost what they
 * would have.
 */
@NullMarked
package dev.pith.plugin.langchain4j.vote;

import org.jspecify.annotations.NullMarked;
