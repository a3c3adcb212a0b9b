package dev.pith.plugin.langchain4j.engine;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

/** What goes wrong in the engine, as LangChain4j names it. */
final class EngineFailures {

  private EngineFailures() {}

  /** Returns the exception that tells of a failure; one of LangChain4j's own is itself. */
  static LangChain4jException of(Throwable failure) {
    if (failure instanceof LangChain4jException known) {
      return known;
    }
    if (failure instanceof IllegalArgumentException) {
      return new InvalidRequestException(failure);
    }
    if (failure instanceof RejectedExecutionException) {
      return new RateLimitException("too many requests wait for the engine", failure);
    }
    if (failure instanceof CancellationException) {
      return new LangChain4jException("the engine has been closed", failure);
    }
    if (failure instanceof InterruptedException) {
      return new LangChain4jException("interrupted while the engine was at work", failure);
    }
    return new InternalServerException("the embedded engine failed", failure);
  }
}
