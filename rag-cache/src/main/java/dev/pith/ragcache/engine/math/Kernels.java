package dev.pith.ragcache.engine.math;

/**
 * One set of kernels: the fast one of this JVM, or the plain one.
 *
 * @param name what it is, for logs and reports
 */
public record Kernels(String name, MatrixMath matrix, RowMath row) {}
