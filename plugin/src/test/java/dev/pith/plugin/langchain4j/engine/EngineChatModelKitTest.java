package dev.pith.plugin.langchain4j.engine;

/** The contract suite of blocking models over the bare engine. */
class EngineChatModelKitTest extends EngineChatModelKit {

  EngineChatModelKitTest() {
    super(KitModels.bareBlocking());
  }
}
