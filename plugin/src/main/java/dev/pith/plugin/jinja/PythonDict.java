package dev.pith.plugin.jinja;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map from texts, which are found whether they are marked by {@link Taint} or not. */
final class PythonDict extends AbstractMap<String, Object> {

  /** By the key without marks. */
  private final Map<String, Entry<String, Object>> entries = new LinkedHashMap<>();

  @Override
  public @Nullable Object put(String key, Object value) {
    Entry<String, Object> before =
        entries.put(Taint.plain(key), new SimpleImmutableEntry<>(key, value));
    return before == null ? null : before.getValue();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return entries.containsKey(Taint.plain(key));
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    Entry<String, Object> entry = entries.get(Taint.plain(key));
    return entry == null ? null : entry.getValue();
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, Object>> iterator() {
        return entries.values().iterator();
      }

      @Override
      public int size() {
        return entries.size();
      }
    };
  }
}
