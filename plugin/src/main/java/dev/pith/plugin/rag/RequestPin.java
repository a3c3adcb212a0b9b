package dev.pith.plugin.rag;

import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.rag.Pins.Way;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is added to one request on its way out so that the server serves it where it has cached the
 * beginning of it. Everything else about the request is decided without it. Not thread-safe.
 */
public final class RequestPin {
  private final Pins pins;
  private final Map<String, String> members;
  private final Set<Way> ways = EnumSet.noneOf(Way.class);
  private final @Nullable String slotKey;
  private SlotTable.@Nullable Taken slot;

  /**
   * Takes what is added.
   *
   * @param members values by JSON pointer, each written as JSON
   * @param ways why they are there
   * @param slotKey names whose slot is asked for; null for none
   */
  RequestPin(Pins pins, Map<String, String> members, Set<Way> ways, @Nullable String slotKey) {
    this.pins = pins;
    this.members = new LinkedHashMap<>(members);
    this.ways.addAll(ways);
    this.slotKey = slotKey;
  }

  /**
   * Returns a body with what is added; the same array when that is nothing. Called once, when the
   * call is made, and then {@link #over} when that is over.
   *
   * @param body the request, maybe with members that others have added
   */
  public byte[] applyTo(byte[] body) {
    JsonEdit edit = new JsonEdit();
    members.forEach(edit::set);
    Optional<SlotTable.Taken> taken =
        slotKey == null ? Optional.empty() : pins.slots().take(slotKey);
    if (taken.isPresent()) {
      slot = taken.get();
      ways.add(Way.SLOT);
      edit.set("/id_slot", Integer.toString(slot.index()));
    }
    if (edit.isEmpty()) {
      return body;
    }
    pins.pinned();
    return edit.applyTo(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns what is added to one of several calls for the same prompt that run side by side: all of
   * it but a slot, in which they would wait for each other.
   */
  public RequestPin ofBranch() {
    Set<Way> shared = EnumSet.noneOf(Way.class);
    shared.addAll(ways);
    shared.remove(Way.SLOT);
    return new RequestPin(pins, members, shared, null);
  }

  /** The server has refused the request, and taken it without what was added. */
  public void refused() {
    pins.refused(ways);
  }

  /** The server cannot be reached: when it is back it may have other slots. */
  public void serverIsGone() {
    pins.slots(0);
  }

  /** The call is over. */
  public void over() {
    if (slot != null) {
      pins.slots().giveBack(slot);
      slot = null;
    }
  }
}
