package dev.pith.plugin.command;

import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.local.LocalModel;
import dev.pith.plugin.proxy.ProxyServer;
import dev.pith.plugin.proxy.ProxySettings;
import dev.pith.verifier.detect.DetectorSettings;
import dev.pith.verifier.trim.TrimSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code ./pith serve} tells when it runs. */
final class Greeting {

  private Greeting() {}

  /**
   * Returns the lines.
   *
   * @param model the model in this process; null when there is none
   */
  static List<String> of(ProxyServer proxy, ServeSettings serve, @Nullable LocalModel model) {
    ProxySettings settings = serve.proxy();
    String url = "http://" + settings.host() + ":" + proxy.port();
    String name = model == null ? "MODEL" : model.name();
    List<String> lines = new ArrayList<>();
    if (model == null) {
      lines.add("Pith listens on " + url + "/v1 and forwards to " + settings.upstream());
    } else {
      lines.add("Pith listens on " + url + "/v1 and serves " + name);
      lines.add(model.description());
    }
    lines.add(whatIsDone(settings, url));
    if (!serve.verifier().equals(VerifierSettings.RULES_ALONE)) {
      lines.add("what its rules leave open is asked of: " + serve.verifier().description());
    }
    if (!settings.detectors().isOff()) {
      lines.add(
          "detectors: "
              + settings.detectors().members().stream()
                  .map(DetectorSettings.Member::name)
                  .collect(Collectors.joining(", "))
              + "; combined with the verdict: "
              + textOf(settings.detectors().combine()));
    }
    lines.add(
        "try it:  curl -N " + url + "/v1/chat/completions -H 'content-type: application/json' \\");
    lines.add(
        "           -d '{\"model\":\""
            + name
            + "\",\"stream\":true,\"messages\":[{\"role\":\"user\","
            + "\"content\":\""
            + serve.question()
            + "\"}]}'");
    lines.add(
        "one request as it is:  -H 'x-pith-mode: off'      counts:  curl " + url + "/pith/status");
    lines.add("Ctrl-C stops it when the open answers have ended, twice at once");
    return lines;
  }

  private static String whatIsDone(ProxySettings settings, String url) {
    String counts = "nothing is cut; " + url + "/pith/status counts what would be";
    return switch (settings.options().mode()) {
      case OFF -> "mode off: everything passes as it is";
      case SHADOW -> "mode shadow: " + counts;
      case AUTO ->
          settings.stopMethod() == StopMethod.NONE
              ? "mode auto, stop method none: " + counts
              : "mode auto: reasoning is cut when its answer has settled (policy "
                  + policy(settings.options().trim())
                  + "), where a method to go on from there is "
                  + (settings.stopMethod() == null ? "proven" : "set");
    };
  }

  /** Returns the name of the policy; one with changes has the name of its rules. */
  private static String policy(TrimSettings trim) {
    return trim.equals(TrimSettings.forShortTraces()) ? "short" : textOf(trim.mode());
  }

  private static String textOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
