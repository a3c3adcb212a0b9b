package dev.pith.plugin.langchain4j.engine;

/** The contract suite of streaming models over the bare engine. */
class EngineStreamingChatModelKitTest extends EngineStreamingChatModelKit {

  EngineStreamingChatModelKitTest() {
    super(KitModels.bareStreaming());
  }
}
