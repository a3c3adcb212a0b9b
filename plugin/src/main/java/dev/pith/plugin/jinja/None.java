package dev.pith.plugin.jinja;

import com.hubspot.jinjava.objects.PyWrapper;
import com.hubspot.jinjava.util.HasObjectTruthValue;

/** Python's None, which Jinjava does not tell from a variable that is not defined: null. */
final class None implements PyWrapper, HasObjectTruthValue {

  static final None NONE = new None();

  private None() {}

  @Override
  public boolean getObjectTruthValue() {
    return false;
  }

  @Override
  public String toString() {
    return "None";
  }
}
