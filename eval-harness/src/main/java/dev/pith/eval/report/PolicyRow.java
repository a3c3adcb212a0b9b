package dev.pith.eval.report;

import dev.pith.eval.grade.AccuracyLabel;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One row of a report: what a policy did to a group of traces.
 *
 * @param key the group
 * @param policy the policy's name
 * @param traces number of traces
 * @param questions number of different questions
 * @param tokensFull tokens of the full traces
 * @param tokensKept tokens kept
 * @param tokensCost tokens that deciding cost
 * @param savedMacro mean over the traces of the share saved, net of cost
 * @param savedWeighted share saved of all tokens, net of cost
 * @param ci95 the 95 % interval of {@code savedMacro}
 * @param graded traces that the accuracies are about
 * @param accuracyFull share of them that is right in full; empty when none can be graded
 * @param accuracy share of them that is right after the cut; empty when none can be graded
 * @param label what {@code accuracy} rests on
 * @param compared traces whose answer was compared with that of the full trace
 * @param changedAnswers traces of them with another answer; a mean over tries; empty when none was
 *     compared
 * @param undecided those of the changed answers that the rules could not decide
 * @param unstated those of the changed answers where the kept text has no answer
 * @param reasons how often each reason stopped a trace
 */
public record PolicyRow(
    RowKey key,
    String policy,
    int traces,
    int questions,
    double tokensFull,
    double tokensKept,
    double tokensCost,
    double savedMacro,
    double savedWeighted,
    BootstrapInterval ci95,
    double graded,
    OptionalDouble accuracyFull,
    OptionalDouble accuracy,
    AccuracyLabel label,
    double compared,
    OptionalDouble changedAnswers,
    double undecided,
    double unstated,
    Map<String, Double> reasons) {}
