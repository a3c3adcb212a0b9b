package dev.pith.verifier.answer;

/** Tells values that can end a solution from expressions that are still to be worked out. */
final class WorkedOut {

  private WorkedOut() {}

  /** Tells whether the value is a number, or a structure of numbers, with nothing left to do. */
  static boolean is(String value) {
    if (isNumber(value)) {
      return true;
    }
    String normal = NormalForm.of(value);
    if (Quantity.parse(normal) != null) {
      return false;
    }
    Structure structure = Structure.parse(normal);
    return structure != null
        && structure.parts().stream().allMatch(part -> Quantity.parse(part) != null);
  }

  /** Tells whether the value is a number with nothing left to do. */
  static boolean isNumber(String value) {
    String normal = NormalForm.of(value);
    return Quantity.parse(normal) != null && isClosed(normal);
  }

  /** Tells whether a letter stands for a number in it. */
  static boolean hasVariables(String value) {
    String normal = NormalForm.of(value);
    return !is(value) && Quantity.parse(normal) == null && hasLetters(normal);
  }

  private static boolean isClosed(String number) {
    boolean commands = number.indexOf('\\') >= 0;
    for (int i = 1; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == '^' || (!commands && "+-*!".indexOf(c) >= 0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasLetters(String normal) {
    int i = 0;
    while (i < normal.length()) {
      if (normal.charAt(i) == '\\') {
        i++;
        while (i < normal.length() && Character.isLetter(normal.charAt(i))) {
          i++;
        }
      } else if (Character.isLetter(normal.charAt(i))) {
        return true;
      } else {
        i++;
      }
    }
    return false;
  }
}
