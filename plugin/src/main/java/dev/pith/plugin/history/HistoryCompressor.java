package dev.pith.plugin.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.SurprisalCapture;
import dev.pith.plugin.dialect.ThoughtForm;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.history.Decisions.Decision;
import dev.pith.plugin.history.HistoryMeter.Count;
import dev.pith.verifier.surprisal.CapturedSteps;
import dev.pith.verifier.surprisal.CapturedTraces;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shortens the reasoning of earlier turns in chat requests. Thread-safe.
 *
 * <p>A thought is decided about once, when it is first sent as a part of a history, and has the
 * same form in every later request. It is the client that keeps the whole of it: the proxy changes
 * what goes to the server, and no answer. Texts, tool calls, their results and code are never
 * changed.
 */
public final class HistoryCompressor {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryCompressor.class);

  /** Steps that are remembered, each some 50 bytes. */
  private static final int CAPTURED_STEPS = 200_000;

  /** The longest thinking that is captured, in UTF-16 units. */
  private static final int MAX_CAPTURED_CHARS = 1 << 20;

  private final HistorySettings settings;
  private final Supplier<ServerKind> kind;
  private final boolean ownServer;
  private final ThoughtPruning pruning;
  private final CacheBalance balance;
  private final Decisions decisions = new Decisions();
  private final HistoryMeter meter = new HistoryMeter();
  private final CapturedTraces captured;

  /**
   * Creates the compressor of a proxy.
   *
   * @param kind tells what the server is, as far as that is known by now
   * @param ownServer whether it runs on this machine or in its network
   */
  public HistoryCompressor(HistorySettings settings, Supplier<ServerKind> kind, boolean ownServer) {
    this.settings = settings;
    this.kind = kind;
    this.ownServer = ownServer;
    this.pruning = ThoughtPruning.of(settings.scoring(), settings.budget());
    this.balance = new CacheBalance(settings.cachedPrice(), settings.resends());
    this.captured = new CapturedTraces(settings.captures() ? CAPTURED_STEPS : 0);
  }

  /** Does the same where the template is not known to leave anything out. */
  public CompressedHistory visit(byte[] body, String tenant) {
    return visit(body, tenant, (model, form) -> false);
  }

  /**
   * Looks at a request.
   *
   * @param body as the client sent it
   * @param tenant what tells clients apart that must not learn of each other
   * @param leftOut tells whether the template of a model is known to leave past thoughts out, so
   *     that nothing is saved by shortening them
   */
  public CompressedHistory visit(
      byte[] body, String tenant, BiPredicate<String, ThoughtForm> leftOut) {
    CompressedHistory untouched = CompressedHistory.untouched(body);
    if (settings.mode() == HistoryMode.OFF || refusal().isPresent()) {
      return untouched;
    }
    try {
      JsonBody parsed = JsonBody.parse(body);
      return parsed.ambiguous() ? untouched : compress(parsed, body, tenant, leftOut);
    } catch (BadChatRequestException malformed) {
      return untouched; // what is wrong with it is the upstream's to say
    } catch (RuntimeException failure) {
      LOG.error("a history could not be shortened, the request is sent as it is", failure);
      meter.add(Count.FAILURES, 1);
      return untouched;
    }
  }

  /** Returns what captures the thinking of an answer; empty when nobody will ask for it. */
  public Optional<SurprisalCapture> newCapture() {
    return settings.captures() && refusal().isEmpty()
        ? Optional.of(new SurprisalCapture(MAX_CAPTURED_CHARS))
        : Optional.empty();
  }

  /** An answer has been read to its end: what was captured of its thinking is kept. */
  public void captured(SurprisalCapture capture, String model) {
    try {
      Optional<CapturedSteps> steps = capture.steps(model);
      steps.ifPresent(told -> captured.put(capture.thinking(), told));
      meter.add(steps.isPresent() ? Count.CAPTURED : Count.NOT_CAPTURED, 1);
    } catch (RuntimeException failure) {
      LOG.error("what a server told of a thinking could not be kept", failure);
      meter.add(Count.FAILURES, 1);
    }
  }

  /** Shows the counts in a registry, unless nothing is counted. */
  public void register(MeterRegistry registry) {
    if (settings.mode() != HistoryMode.OFF) {
      meter.register(registry);
    }
  }

  /** Returns what was counted, for the status page; empty when histories are not looked at. */
  public Map<String, Object> status() {
    if (settings.mode() == HistoryMode.OFF) {
      return Map.of();
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("mode", settings.mode().name().toLowerCase(Locale.ROOT));
    refusal().ifPresent(reason -> status.put("off", reason));
    status.putAll(meter.status());
    if (settings.captures()) {
      status.put("captures", captured.status());
    }
    return status;
  }

  /** Reasoning that a provider keeps, signs or bills must go back as it came. */
  private Optional<String> refusal() {
    ServerKind known = kind.get();
    return switch (known) {
      case OPENAI, ANTHROPIC, OPENROUTER, DEEPSEEK ->
          Optional.of("past reasoning goes back to " + known.label() + " as it came");
      case LLAMA, VLLM, SGLANG, OLLAMA, EMBEDDED -> Optional.empty();
      case GENERIC ->
          ownServer
              ? Optional.empty()
              : Optional.of("not known to serve open weights: name it with upstream-kind");
    };
  }

  private CompressedHistory compress(
      JsonBody parsed, byte[] body, String tenant, BiPredicate<String, ThoughtForm> leftOut) {
    JsonNode root = parsed.root();
    PastThoughts past = PastThoughts.of(root);
    meter.add(Count.SIGNED, past.signed());
    String model = root.path("model").asText();
    List<PastThought> thoughts =
        past.thoughts().stream().filter(thought -> !leftOut.test(model, thought.form())).toList();
    meter.add(Count.LEFT_OUT_BY_TEMPLATE, past.thoughts().size() - thoughts.size());
    if (thoughts.isEmpty()) {
      return CompressedHistory.untouched(body);
    }
    meter.add(Count.REQUESTS, 1);
    String owner = tenant + "\n" + model;
    decide(thoughts, owner);
    JsonEdit edit = new JsonEdit();
    int pruned = 0;
    long saved = 0;
    for (PastThought thought : thoughts) {
      long tokens = ThoughtPruning.tokens(thought.text());
      meter.add(Count.THOUGHTS, 1);
      meter.add(Count.THOUGHT_TOKENS, tokens);
      Optional<String> shorter = decisions.of(owner, thought.text()).flatMap(Decision::shorter);
      if (shorter.isPresent()) {
        pruned++;
        saved += tokens - ThoughtPruning.tokens(shorter.get());
        String text = thought.span().replacedIn(thought.holder(), shorter.get());
        edit.set(thought.pointer(), Json.quote(text));
      }
    }
    meter.add(Count.PRUNED, pruned);
    meter.add(Count.TOKENS_LEFT_OUT, saved);
    return settings.mode() == HistoryMode.MEASURE || edit.isEmpty()
        ? CompressedHistory.untouched(body)
        : new CompressedHistory(
            edit.applyTo(parsed.text()).getBytes(StandardCharsets.UTF_8), pruned, saved);
  }

  /** Decides about those thoughts that nothing is known of. */
  private void decide(List<PastThought> thoughts, String owner) {
    List<PastThought> open = new ArrayList<>();
    List<String> shorter = new ArrayList<>();
    List<CacheBalance.Edit> edits = new ArrayList<>();
    for (PastThought thought : thoughts) {
      if (decisions.of(owner, thought.text()).isPresent()) {
        continue;
      }
      String left = pruning.prune(thought.text(), thought.question(), captured.of(thought.text()));
      if (left.length() >= thought.text().length()) {
        decisions.keep(owner, thought.text(), new Decision(Optional.empty()));
        meter.add(Count.NOTHING_TO_PRUNE, 1);
        continue;
      }
      open.add(thought);
      shorter.add(left);
      long kept = ThoughtPruning.tokens(left);
      edits.add(
          new CacheBalance.Edit(
              ThoughtPruning.tokens(thought.text()) - kept,
              kept + ThoughtPruning.tokens(thought.charsBehind())));
    }
    OptionalInt from = balance.firstWorthwhile(edits);
    from.ifPresent(first -> meter.add(Count.TOKENS_READ_AGAIN, edits.get(first).readAgain()));
    for (int i = 0; i < open.size(); i++) {
      boolean worthwhile = from.isPresent() && i >= from.getAsInt();
      Optional<String> sent = worthwhile ? Optional.of(shorter.get(i)) : Optional.empty();
      decisions.keep(owner, open.get(i).text(), new Decision(sent));
      meter.add(Count.KEPT_FOR_THE_CACHE, worthwhile ? 0 : 1);
    }
  }
}
