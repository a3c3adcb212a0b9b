package dev.pith.plugin.search;

/**
 * A trajectory in the tree.
 *
 * @param node its newest step there
 * @param samples how many equal trajectories it stands for
 * @param tokens its length without the prompt
 */
record Branch<T extends Trajectory>(T trajectory, int node, int samples, long tokens) {}
