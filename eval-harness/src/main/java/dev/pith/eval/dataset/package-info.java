/**
 * Reading recorded reasoning traces.
 *
 * <p>A data set is any number of JSON Lines files, plain or gzip, one object a line. The kind of a
 * record is told by its fields, never by the name of its file: a record with {@code thinking}, or
 * with forced-answer {@code probes} and {@code thinking_tokens}, is a trace. Unknown fields are
 * ignored, a missing optional field is unknown. Nothing is skipped silently: bad lines, records
 * without reasoning and files of another kind are reported and counted. {@link
 * dev.pith.eval.dataset.AgentLogReader} reads the logs of agents.
 */
@NullMarked
package dev.pith.eval.dataset;

import org.jspecify.annotations.NullMarked;
