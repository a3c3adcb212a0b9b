package dev.pith.eval.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One recorded run of a reasoning model on one question.
 *
 * <p>Positions in the thinking are counted in UTF-16 units of {@code thinking}. Where only the
 * tokens and the probes were recorded ({@link #hasText} is false), a position is a token.
 *
 * @param dataset the set that the question comes from; the name of the file when not recorded
 * @param model the model's name; {@code unknown} when not recorded
 * @param id the question's id in its set; the line's number when not recorded
 * @param sample the run's number for this model and question, from 0
 * @param question the question without its options; empty when not recorded
 * @param options the texts of the options A, B, ..; empty for an open question
 * @param gold the reference answer; null when there is none or it is not a single answer
 * @param accept other answers that count as right
 * @param grader how the source grades the answer ({@code numeric}, {@code text}, {@code choice},
 *     {@code constraint}); null when not recorded
 * @param thinking the reasoning without its marks; empty when not recorded
 * @param answer the visible answer; empty when the thinking never ended or it was not recorded
 * @param pred the final answer taken from {@code answer} or {@code thinking}; null when there is
 *     none
 * @param correct whether {@code pred} is right; null when it cannot be graded by a machine
 * @param finished whether the thinking ended by itself; null when not recorded
 * @param kind the source's word for the kind of run; null when not recorded
 * @param thinkingTokens the exact length of the thinking; empty when not recorded
 * @param probes forced answers in the order of the thinking; empty when none were recorded
 * @param file the file it was read from
 * @param line the line in that file, from 1
 */
public record RecordedTrace(
    String dataset,
    String model,
    String id,
    int sample,
    String question,
    List<String> options,
    @Nullable String gold,
    List<String> accept,
    @Nullable String grader,
    String thinking,
    String answer,
    @Nullable String pred,
    @Nullable Boolean correct,
    @Nullable Boolean finished,
    @Nullable String kind,
    OptionalLong thinkingTokens,
    List<Probe> probes,
    Path file,
    long line) {

  /** Characters per token of reasoning text where the exact number of tokens is unknown. */
  public static final double CHARS_PER_TOKEN = 3.0;

  /** Copies the lists; refuses a trace of no length. */
  public RecordedTrace {
    options = List.copyOf(options);
    accept = List.copyOf(accept);
    probes = List.copyOf(probes);
    if (thinking.isEmpty() && thinkingTokens.isEmpty()) {
      throw new IllegalArgumentException("neither thinking nor thinkingTokens");
    }
    if (thinkingTokens.isPresent() && thinkingTokens.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          "thinkingTokens must be positive: " + thinkingTokens.getAsLong());
    }
  }

  /** Returns what the model was asked: the question, then its options as lettered lines. */
  public String prompt() {
    StringBuilder prompt = new StringBuilder(question);
    for (int i = 0; i < options.size(); i++) {
      prompt.append('\n').append((char) ('A' + i)).append(". ").append(options.get(i));
    }
    return prompt.toString();
  }

  /** Returns whether the text of the thinking was recorded. */
  public boolean hasText() {
    return !thinking.isEmpty();
  }

  /**
   * Returns the last position in the thinking: its length, in characters (without text: tokens).
   */
  public long length() {
    return hasText() ? thinking.length() : thinkingTokens.orElseThrow();
  }

  /** Returns whether {@link #tokens} rests on a recorded number of tokens. */
  public boolean hasExactTokens() {
    return thinkingTokens.isPresent();
  }

  /** Returns the tokens of the whole thinking. */
  public double tokens() {
    return tokens(length());
  }

  /**
   * Returns the tokens of the thinking up to a position: its share of the recorded number, else
   * {@value #CHARS_PER_TOKEN} characters each.
   *
   * @param position 0 to {@link #length()}
   */
  public double tokens(long position) {
    return hasExactTokens()
        ? (double) position / length() * thinkingTokens.getAsLong()
        : position / CHARS_PER_TOKEN;
  }

  /**
   * Returns a text that two traces share when they answer the same question. Ids do not tell: some
   * sources number the questions of each model on their own.
   */
  public String questionKey() {
    return question.isBlank() ? dataset + "/" + id : question;
  }

  /** Returns where it was read, for messages: {@code file:line}. */
  public String source() {
    return file + ":" + line;
  }

  /** Names the trace without any of its text. */
  @Override
  public String toString() {
    return "RecordedTrace[" + dataset + ", " + model + ", " + id + "#" + sample + "]";
  }
}
