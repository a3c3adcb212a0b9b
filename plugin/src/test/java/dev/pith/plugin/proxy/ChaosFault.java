package dev.pith.plugin.proxy;

import java.util.Arrays;
import java.util.List;

/** What goes wrong in an exchange of the chaos test. */
enum ChaosFault {
  /** The bytes of the upstream come in pieces that end anywhere. */
  SPLIT(Where.BYTES),
  /** Some of these pieces come late. */
  DELAY(Where.BYTES),
  /** Between the events there are some that nobody can read. */
  GARBAGE(Where.BYTES),

  /** The first call is refused for what the proxy asks besides, and answered without. */
  STRICT(Where.FIRST_CALL),
  REFUSED(Where.FIRST_CALL),
  RESET_IN_HEAD(Where.FIRST_CALL),
  RESET_AFTER_HEAD(Where.FIRST_CALL),
  RESET_IN_STREAM(Where.FIRST_CALL),
  /** The connection ends in the middle of the stream, in good order. */
  TRUNCATED(Where.FIRST_CALL),
  /** A chunk of the transfer has no size; the connection stays open. */
  BAD_FRAMING(Where.FIRST_CALL),
  /** The stream ends with an error of the model. */
  ERROR_EVENT(Where.FIRST_CALL),
  /** The stream stays open, and nothing more comes. */
  STALLED(Where.FIRST_CALL),

  STOP_REFUSED(Where.CONTINUATION),
  /** It is one body. */
  STOP_IN_ONE_BODY(Where.CONTINUATION),
  STOP_SILENT(Where.CONTINUATION),
  STOP_EMPTY(Where.CONTINUATION),
  STOP_RESET(Where.CONTINUATION),
  STOP_TRUNCATED(Where.CONTINUATION),
  STOP_ERROR_EVENT(Where.CONTINUATION),
  /** It is whole, but its connection never ends. */
  STOP_UNENDED(Where.CONTINUATION),
  THINKS_AGAIN(Where.CONTINUATION),

  SPLIT_REQUEST(Where.REQUEST),
  SLOW_CLIENT(Where.READING),
  LEAVES_IN_REQUEST(Where.LEAVING),
  LEAVES_BEFORE_HEAD(Where.LEAVING),
  LEAVES_AT_HEAD(Where.LEAVING),
  LEAVES_IN_THINKING(Where.LEAVING),
  LEAVES_WHILE_HELD(Where.LEAVING),
  LEAVES_IN_CONTINUATION(Where.LEAVING),

  VERIFIER_THROWS(Where.VERIFIER),
  VERIFIER_FAILS(Where.VERIFIER),
  VERIFIER_NULL(Where.VERIFIER),
  VERIFIER_SILENT(Where.VERIFIER),
  VERIFIER_LATE(Where.VERIFIER),
  VERIFIER_NONSENSE(Where.VERIFIER);

  /** Where a fault lies; of one place, {@link #BYTES} aside, an exchange has one fault at most. */
  enum Where {
    BYTES,
    FIRST_CALL,
    CONTINUATION,
    REQUEST,
    READING,
    LEAVING,
    VERIFIER
  }

  final Where where;

  ChaosFault(Where where) {
    this.where = where;
  }

  /** Returns the faults of one place. */
  static List<ChaosFault> of(Where where) {
    return Arrays.stream(values()).filter(fault -> fault.where == where).toList();
  }
}
