package dev.pith.eval;

import java.io.PrintWriter;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far an evaluation is, and what it could not read. */
final class TrimProgress implements TrimEvaluation.Listener, AutoCloseable {
  private static final long UNKNOWN = -1;

  private final PrintWriter err;
  private final boolean isTerminal;
  private int pass;
  private long traces;
  private @Nullable ProgressBar bar;

  TrimProgress(PrintWriter err, boolean isTerminal) {
    this.err = err;
    this.isTerminal = isTerminal;
  }

  @Override
  public void onPass(int number) {
    close();
    long known = pass == 0 ? UNKNOWN : traces;
    pass = number;
    if (isTerminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(pass == 1 ? "policies" : "controls")
              .setUnit(" traces", 1)
              .setInitialMax(known)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .clearDisplayOnFinish()
              .build();
    }
  }

  @Override
  public void onTrace() {
    traces += pass == 1 ? 1 : 0;
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void onBadLine(Path file, long line, String reason) {
    if (pass == 1) {
      err.println("bad line " + file + ":" + line + ": " + reason);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
