package dev.pith.plugin.langchain4j.engine;

/** The contract suite of listeners over the bare engine, blocking. */
class EngineListenerKitTest extends EngineListenerKit {

  EngineListenerKitTest() {
    super(KitModels.bareBlocking());
  }
}
