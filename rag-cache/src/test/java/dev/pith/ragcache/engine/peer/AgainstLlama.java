package dev.pith.ragcache.engine.peer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that compare with llama.cpp: a parameter of type {@link LlamaProcess} is the process
 * that all of them share. Where it cannot run, each test is skipped and says why.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("oracle")
@ExtendWith(LlamaExtension.class)
public @interface AgainstLlama {}
