package dev.pith.verifier.detect;

/**
 * A place in a thinking at which detectors are asked.
 *
 * @param id its number in the trace, from 1
 * @param atChar how many characters of the thinking stand before it (UTF-16 units)
 */
public record Checkpoint(int id, long atChar) {}
