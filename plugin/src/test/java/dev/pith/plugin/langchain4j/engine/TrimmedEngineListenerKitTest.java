package dev.pith.plugin.langchain4j.engine;

import dev.pith.plugin.langchain4j.TrimmingChatModel;

/** The contract suite of listeners over the engine, blocking and decorated. */
class TrimmedEngineListenerKitTest extends EngineListenerKit {

  TrimmedEngineListenerKitTest() {
    super((streaming, blocking) -> TrimmingChatModel.of(streaming));
  }
}
