package dev.pith.plugin.proxy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The models whose server refuses requests that ask for more than the client did. It remembers the
 * ones seen last, up to a limit. Thread-safe.
 */
final class StrictModels {

  /** Clients choose the names: an absurd one is not worth its memory. */
  private static final int MAX_NAME_CHARS = 200;

  private final Set<String> names;

  StrictModels(int limit) {
    names =
        Collections.synchronizedSet(
            Collections.newSetFromMap(
                new LinkedHashMap<>() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > limit;
                  }
                }));
  }

  boolean contains(String model) {
    return names.contains(model);
  }

  void add(String model) {
    if (model.length() <= MAX_NAME_CHARS) {
      names.add(model);
    }
  }
}
