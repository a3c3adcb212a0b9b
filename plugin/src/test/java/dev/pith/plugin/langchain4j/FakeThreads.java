package dev.pith.plugin.langchain4j;

import java.util.concurrent.Executor;

/** Executors of fake models. */
final class FakeThreads {

  /** A thread for each task. */
  static final Executor EACH_ITS_OWN = task -> new Thread(task, "fake-model").start();

  private FakeThreads() {}
}
