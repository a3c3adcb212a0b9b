package dev.pith.verifier.answer;

/** Tells values that can end a solution from expressions that are still to be worked out. */
final class AskedValue {

  private AskedValue() {}

  /** Tells whether the value is a number, or a structure of numbers, worked out. */
  static boolean isPlain(String value) {
    String normal = NormalForm.of(value);
    if (Quantity.parse(normal) != null) {
      return isWorkedOut(normal);
    }
    Structure structure = Structure.parse(normal);
    return structure != null
        && structure.parts().stream().allMatch(part -> Quantity.parse(part) != null);
  }

  private static boolean isWorkedOut(String number) {
    boolean closed = number.indexOf('\\') >= 0;
    for (int i = 1; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == '^' || (!closed && "+-*!".indexOf(c) >= 0)) {
        return false;
      }
    }
    return true;
  }
}
