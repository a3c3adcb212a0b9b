package dev.pith.verifier.trim;

import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.answer.CandidateAnswer.Strength;
import dev.pith.verifier.text.StatementReader;
import dev.pith.verifier.text.TextModel;
import org.jspecify.annotations.Nullable;

/** What the learned reader says of the statements of one trace. */
interface StoppingScore {

  /** Returns the probability, in [0, 1], that the next statement is the final answer. */
  double next(String excerpt, CandidateAnswer candidate, long atToken);

  /** Returns whether one statement of that probability settles the answer. */
  boolean stops(CandidateAnswer candidate, double probability);

  /** Returns whether a vote that ends in a statement of that probability counts. */
  boolean trusts(double probability);

  /**
   * Returns the score that the settings ask for.
   *
   * @param text the weights; null for those that ship
   */
  static StoppingScore of(TrimSettings settings, String question, @Nullable TextModel text) {
    if (!settings.readsText()) {
      return NONE;
    }
    TextModel model = text == null ? TextModel.shipped() : text;
    StatementReader reader = new StatementReader(question);
    return new StoppingScore() {
      @Override
      public double next(String excerpt, CandidateAnswer candidate, long atToken) {
        return StatementReader.probability(model, reader.next(excerpt, candidate, atToken));
      }

      @Override
      public boolean stops(CandidateAnswer candidate, double probability) {
        return settings.stopConfidence() < 1
            && probability >= settings.stopConfidence()
            && candidate.strength() == Strength.STRONG
            && !candidate.hedged();
      }

      @Override
      public boolean trusts(double probability) {
        return probability >= settings.voteConfidence();
      }
    };
  }

  /** The score of rules alone: it settles nothing and objects to nothing. */
  StoppingScore NONE =
      new StoppingScore() {
        @Override
        public double next(String excerpt, CandidateAnswer candidate, long atToken) {
          return 0.0;
        }

        @Override
        public boolean stops(CandidateAnswer candidate, double probability) {
          return false;
        }

        @Override
        public boolean trusts(double probability) {
          return true;
        }
      };
}
