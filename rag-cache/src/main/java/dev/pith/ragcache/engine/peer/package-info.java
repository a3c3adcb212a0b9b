/**
 * Internal: llama.cpp's natives in a process of their own, to compare the engine with.
 *
 * <p>The tests of the engine and the benchmark both compare, and one module's tests are not seen by
 * another module: hence it is here. Nothing of the engine uses it. The natives are not part of
 * Pith: they come in the jar of the Maven artefact {@code de.kherud:llama:4.2.0}. They are called
 * through the foreign function interface of JDK 22, by a program that the build does not compile:
 * {@code Llama.java}, a resource of this package, which a JDK 22 or newer runs from its source.
 */
@NullMarked
package dev.pith.ragcache.engine.peer;

import org.jspecify.annotations.NullMarked;
