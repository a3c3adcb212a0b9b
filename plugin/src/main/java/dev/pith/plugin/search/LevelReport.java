package dev.pith.plugin.search;

import dev.pith.verifier.search.EtsSolution;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One level of a search.
 *
 * @param depth how many steps its trajectories have, from 1
 * @param candidates those that could go on, equal ones once
 * @param ended trajectories that ended here, equal ones counted each
 * @param clusters how many meanings the candidates have; 0 when nothing was selected
 * @param kept candidates that were kept
 * @param continuations how many next steps were sampled
 * @param width how many trajectories are alive after the selection
 * @param kvPaper tokens of the candidates and of all steps above them, the prompt as two: the
 *     measure of the ETS paper
 * @param kvTokens the same with the whole prompt
 * @param residentBytes bytes of KV of all trajectories of the level, shared ones once, before it
 *     was pruned; empty when the generator cannot tell
 * @param keptBytes the same after that; empty besides when nothing was selected
 * @param solution the optimum behind the selection; empty when nothing was optimised
 */
public record LevelReport(
    int depth,
    int candidates,
    int ended,
    int clusters,
    int kept,
    int continuations,
    int width,
    long kvPaper,
    long kvTokens,
    OptionalLong residentBytes,
    OptionalLong keptBytes,
    Optional<EtsSolution> solution) {}
