package dev.pith.plugin.local.reply;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the calls of tools from the text of an answer while it streams: each is an object of JSON
 * with a name and arguments, between {@code <tool_call>} and {@code </tool_call>}.
 *
 * <p>A call is reported when it is complete, so that none is ever taken back: at its end tag, at
 * the start tag of the next one, or at the end of the answer. White space before a call, and
 * between a call and the end, belongs to the calls. Whatever else stands behind a start tag is a
 * broken call: it is text, tag included, and the log says so once per answer. Tags inside strings
 * of JSON are part of the strings. How the text is cut into pieces does not matter.
 *
 * <p>Not thread-safe; serves one answer.
 */
final class ToolCallParser {

  /** Receives text and calls in order, text never empty. */
  interface Listener {
    void onText(String text);

    /**
     * A call is complete.
     *
     * @param arguments an object of JSON
     */
    void onCall(String name, String arguments);
  }

  static final String START = "<tool_call>";
  static final String END = "</tool_call>";

  /** Behind so many broken calls all is text: reading on would take ever longer. */
  private static final int MOST_BROKEN = 64;

  private static final Logger LOG = LoggerFactory.getLogger(ToolCallParser.class);

  private enum Place {
    TEXT,
    /** Behind a start tag, nothing but white space yet. */
    BEGIN,
    OBJECT,
    /** Behind a whole object. */
    BEHIND
  }

  private final Listener listener;

  /** Text that is certain, reported at the end of each piece. */
  private final StringBuilder ready = new StringBuilder();

  /** White space that belongs to the text only if text follows. */
  private final StringBuilder blank = new StringBuilder();

  /** What came behind the start tag of the call that is being read. */
  private final StringBuilder block = new StringBuilder();

  /** The possible beginning of a tag: of a start tag in text, of either tag behind an object. */
  private final StringBuilder tag = new StringBuilder();

  private Place place = Place.TEXT;
  private WrittenCall call = WrittenCall.NONE;
  private int depth;
  private boolean insideString;
  private boolean escaped;
  private boolean afterCall;
  private int broken;

  ToolCallParser(Listener listener) {
    this.listener = listener;
  }

  /** Reads the next piece of the answer. */
  void onText(String text) {
    text.chars().forEach(c -> onChar((char) c));
    report();
  }

  /** The answer is complete: what was held back turns out to be a call or text. */
  void onEnd() {
    while (place == Place.BEGIN || place == Place.OBJECT) {
      breakOff();
    }
    if (place == Place.BEHIND) {
      complete();
    }
    ready.append(afterCall && tag.isEmpty() ? "" : blank).append(tag);
    blank.setLength(0);
    tag.setLength(0);
    report();
  }

  private void onChar(char c) {
    switch (place) {
      case TEXT -> inText(c);
      case BEGIN -> atBegin(c);
      case OBJECT -> inObject(c);
      case BEHIND -> behind(c);
    }
  }

  private void inText(char c) {
    tag.append(c);
    if (broken <= MOST_BROKEN && continues(START)) {
      if (tag.length() == START.length()) {
        open();
      }
      return;
    }
    tag.setLength(tag.length() - 1);
    if (!tag.isEmpty()) {
      release(tag);
      inText(c);
    } else if (Character.isWhitespace(c)) {
      blank.append(c);
    } else {
      release(Character.toString(c));
    }
  }

  private void atBegin(char c) {
    block.append(c);
    if (c == '{') {
      place = Place.OBJECT;
      depth = 1;
    } else if (!Character.isWhitespace(c)) {
      breakOff();
    }
  }

  private void inObject(char c) {
    block.append(c);
    if (insideString) {
      insideString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      return;
    }
    switch (c) {
      case '"' -> insideString = true;
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      default -> {}
    }
    if (depth == 0) {
      Optional<WrittenCall> read = WrittenCall.read(block.toString());
      if (read.isPresent()) {
        call = read.get();
        place = Place.BEHIND;
      } else {
        breakOff();
      }
    }
  }

  private void behind(char c) {
    block.append(c);
    if (tag.isEmpty() && Character.isWhitespace(c)) {
      return;
    }
    tag.append(c);
    if (tag.toString().equals(END)) {
      complete();
    } else if (tag.toString().equals(START)) {
      complete();
      open();
    } else if (!continues(END) && !continues(START)) {
      breakOff();
    }
  }

  /** Tells whether a tag may still come of what was held. */
  private boolean continues(String whole) {
    return whole.startsWith(tag.toString());
  }

  private void open() {
    leaveBlock();
    place = Place.BEGIN;
  }

  private void complete() {
    blank.setLength(0);
    report();
    afterCall = true;
    listener.onCall(call.name(), call.arguments());
    leaveBlock();
  }

  /** What stands behind the start tag is no call, but calls may follow in it. */
  private void breakOff() {
    if (broken == 0) {
      LOG.warn("the model wrote a broken call of a tool, which is left in the text");
    }
    broken++;
    String rest = block.toString();
    leaveBlock();
    release(START);
    rest.chars().forEach(c -> onChar((char) c));
  }

  private void leaveBlock() {
    block.setLength(0);
    tag.setLength(0);
    call = WrittenCall.NONE;
    depth = 0;
    insideString = false;
    escaped = false;
    place = Place.TEXT;
  }

  private void release(CharSequence text) {
    ready.append(blank).append(text);
    afterCall = false;
    blank.setLength(0);
    tag.setLength(0);
  }

  private void report() {
    if (!ready.isEmpty()) {
      String text = ready.toString();
      ready.setLength(0);
      listener.onText(text);
    }
  }
}
