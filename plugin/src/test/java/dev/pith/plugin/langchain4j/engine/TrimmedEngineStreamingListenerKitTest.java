package dev.pith.plugin.langchain4j.engine;

import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;

/** The contract suite of listeners over the engine, streaming and decorated. */
class TrimmedEngineStreamingListenerKitTest extends EngineStreamingListenerKit {

  TrimmedEngineStreamingListenerKitTest() {
    super((streaming, blocking) -> TrimmingStreamingChatModel.of(streaming));
  }
}
