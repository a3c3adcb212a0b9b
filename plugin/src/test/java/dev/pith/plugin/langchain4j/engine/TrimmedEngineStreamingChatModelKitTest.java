package dev.pith.plugin.langchain4j.engine;

import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;

/** The contract suite of streaming models over the engine, decorated. */
class TrimmedEngineStreamingChatModelKitTest extends EngineStreamingChatModelKit {

  TrimmedEngineStreamingChatModelKitTest() {
    super((streaming, blocking) -> TrimmingStreamingChatModel.of(streaming));
  }
}
