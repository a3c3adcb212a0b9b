package dev.pith.plugin.langchain4j.testing;

import dev.langchain4j.model.chat.response.ChatResponse;

/** AssertJ assertions about responses of Pith's models; import {@link #assertThat} statically. */
public final class PithAssertions {

  private PithAssertions() {}

  /** Starts an assertion about a response. */
  public static ChatResponseAssert assertThat(ChatResponse actual) {
    return new ChatResponseAssert(actual);
  }
}
