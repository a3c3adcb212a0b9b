package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.stop.ServerKind;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What was found out about one model of one server.
 *
 * @param kind what the server is
 * @param version its version or build; empty when unknown
 * @param model the model
 * @param overlaps whether a second call may run beside the first one
 * @param startsInside whether the template puts the start tag into the prompt
 * @param contextTokens most tokens of prompt and answer together; empty when unknown
 * @param findings every method of this kind of server, the preferred one first
 */
public record Capabilities(
    ServerKind kind,
    String version,
    String model,
    boolean overlaps,
    boolean startsInside,
    OptionalLong contextTokens,
    List<Finding> findings) {

  /** Keeps its own copy of the list. */
  public Capabilities {
    findings = List.copyOf(findings);
  }

  /** Returns it in one line, for people. */
  String inOneLine() {
    String server = version.isEmpty() ? kind.label() : kind.label() + " " + version;
    String methods =
        findings.stream()
            .map(found -> found.method() + (found.proven() ? " (" : " no (") + found.why() + ")")
            .collect(Collectors.joining(", "));
    boolean none = findings.stream().noneMatch(Finding::proven);
    return "model "
        + (model.isEmpty() ? "(unnamed)" : model)
        + " on "
        + server
        + (none ? ": only observed" : ": thinking is ended")
        + (methods.isEmpty() ? "; this kind of server has no method for it" : "; " + methods);
  }
}
