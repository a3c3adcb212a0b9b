package dev.pith.verifier.surprisal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers what was captured of finished traces, by their text: not the text itself, and not more
 * than a number of steps. What was not used for longest goes first.
 *
 * <p>White space around a trace does not matter: clients send a trace back with or without it.
 * Thread-safe.
 */
public final class CapturedTraces {
  private final int maxSteps;
  private final Map<String, CapturedSteps> traces = new LinkedHashMap<>(16, 0.75f, true);
  private long steps;
  private long found;
  private long missed;
  private long dropped;

  /**
   * Creates an empty store.
   *
   * @param maxSteps steps of all traces together, each some 50 bytes; 0 keeps nothing
   */
  public CapturedTraces(int maxSteps) {
    if (maxSteps < 0) {
      throw new IllegalArgumentException("maxSteps must be at least 0: " + maxSteps);
    }
    this.maxSteps = maxSteps;
  }

  /**
   * Remembers a trace; one of more steps than are kept in all is dropped at once.
   *
   * @param thinking the whole text, in which the steps stand at their places
   */
  public void put(String thinking, CapturedSteps captured) {
    CapturedSteps stripped = captured.movedBy(-leading(thinking));
    String key = key(thinking);
    synchronized (this) {
      CapturedSteps before = traces.remove(key);
      steps -= before == null ? 0 : weight(before);
      if (weight(stripped) > maxSteps) {
        dropped++;
        return;
      }
      traces.put(key, stripped);
      steps += weight(stripped);
      Iterator<CapturedSteps> eldest = traces.values().iterator();
      while (steps > maxSteps) {
        steps -= weight(eldest.next());
        eldest.remove();
        dropped++;
      }
    }
  }

  /** Returns what was captured of a trace, its steps at their places in the given text. */
  public Optional<CapturedSteps> of(String thinking) {
    String key = key(thinking);
    CapturedSteps stripped;
    synchronized (this) {
      stripped = traces.get(key);
      if (stripped == null) {
        missed++;
      } else {
        found++;
      }
    }
    return Optional.ofNullable(stripped).map(steps -> steps.movedBy(leading(thinking)));
  }

  /** Returns how many traces and steps are held, were found, missed and dropped. */
  public synchronized Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("traces", traces.size());
    status.put("steps", steps);
    status.put("maxSteps", maxSteps);
    status.put("found", found);
    status.put("missed", missed);
    status.put("dropped", dropped);
    return status;
  }

  /** A trace without steps takes room too. */
  private static int weight(CapturedSteps captured) {
    return Math.max(1, captured.steps().size());
  }

  private static int leading(String thinking) {
    return thinking.length() - thinking.stripLeading().length();
  }

  private static String key(String thinking) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(thinking.strip().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
