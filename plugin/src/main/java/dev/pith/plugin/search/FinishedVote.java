package dev.pith.plugin.search;

import dev.pith.plugin.search.SearchResult.FinishedPath;
import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.vote.AnswerClasses;
import dev.pith.verifier.vote.WeightedVote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The finished trajectories of a search and their vote. Not thread-safe. */
final class FinishedVote {
  private final AnswerClasses classes;
  private final WeightedVote vote = new WeightedVote();
  private final List<FinishedPath> paths = new ArrayList<>();
  private int voters;
  private int unanswered;

  /** Nobody has voted yet. */
  FinishedVote(String question) {
    classes = classes(question);
  }

  /** Returns an empty numbering of answers to a question. */
  static AnswerClasses classes(String question) {
    return new AnswerClasses(
        (a, b) -> AnswerEquivalence.compare(a, b, question) == Agreement.EQUAL);
  }

  void add(FinishedPath path) {
    paths.add(path);
    if (path.answer().isPresent()) {
      vote.add(classes.of(path.answer().get()), path.weight() * path.samples());
      voters += path.samples();
    } else {
      unanswered += path.samples();
    }
  }

  WeightedVote vote() {
    return vote;
  }

  /** Returns how many trajectories have voted, equal ones counted each. */
  int voters() {
    return voters;
  }

  int unanswered() {
    return unanswered;
  }

  SearchResult result(SearchReport report) {
    if (vote.isEmpty()) {
      return new SearchResult(Optional.empty(), 0.5, Optional.empty(), paths, report);
    }
    int leader = vote.leader();
    Optional<String> best =
        paths.stream()
            .filter(path -> path.answer().isPresent())
            .filter(path -> classes.of(path.answer().get()) == leader)
            .max(Comparator.comparingDouble(FinishedPath::weight))
            .map(FinishedPath::text);
    return new SearchResult(
        Optional.of(classes.text(leader)), vote.confidence(), best, paths, report);
  }
}
