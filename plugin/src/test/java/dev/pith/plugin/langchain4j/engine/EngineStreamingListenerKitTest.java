package dev.pith.plugin.langchain4j.engine;

/** The contract suite of listeners over the bare engine, streaming. */
class EngineStreamingListenerKitTest extends EngineStreamingListenerKit {

  EngineStreamingListenerKitTest() {
    super(KitModels.bareStreaming());
  }
}
