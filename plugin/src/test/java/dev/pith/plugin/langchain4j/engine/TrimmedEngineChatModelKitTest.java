package dev.pith.plugin.langchain4j.engine;

import dev.pith.plugin.langchain4j.TrimmingChatModel;

/** The contract suite of blocking models over the engine, decorated. */
class TrimmedEngineChatModelKitTest extends EngineChatModelKit {

  TrimmedEngineChatModelKitTest() {
    super((streaming, blocking) -> TrimmingChatModel.of(streaming));
  }
}
