package dev.pith.plugin.proxy;

import dev.pith.plugin.proxy.ChaosFault.Where;
import dev.pith.plugin.proxy.ChaosPlan.Channel;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call of the chaos test, byte by byte.
 *
 * @param bytes what is written, head and framing included
 * @param stops where the writer pauses, and for how many milliseconds; 0 is the next turn
 * @param gate where it waits for the call that goes on; -1 for nowhere
 * @param ending what follows the last byte
 * @param status its status; 0 when its head is not whole
 * @param payload what a client would read that gets all of the answer
 * @param fault what goes wrong in it; null for nothing
 * @param garbage whether there is garbage between its events
 */
record ChaosScript(
    Buffer bytes,
    Map<Integer, Integer> stops,
    int gate,
    Ending ending,
    int status,
    Buffer payload,
    @Nullable ChaosFault fault,
    boolean garbage) {

  /** What the writer does last. */
  enum Ending {
    /** The answer is whole, the connection takes the next call. */
    WHOLE,
    CLOSE,
    RESET,
    /** Nothing, the connection stays open. */
    SILENCE
  }

  private static final List<Integer> REFUSALS = List.of(400, 404, 422, 429, 500, 503);

  /** Returns the answer to the client's own question. */
  static ChaosScript first(ChaosPlan plan) {
    SplittableRandom random = plan.random("first");
    ChaosFault fault = the(plan, Where.FIRST_CALL);
    if (fault == ChaosFault.REFUSED) {
      return inOneBody(plan, random, refusal(random), fault);
    }
    ChaosEvents events = events(plan, "first", random).role();
    think(plan, events, plan.thinking);
    int thought = events.events().size();
    if (fault == ChaosFault.ERROR_EVENT) {
      events.error();
    } else {
      end(plan, events.text("content", plan.answer));
    }
    int gate = thought - 1 - random.nextInt(Math.max(1, thought / 2));
    ChaosWire wire = new ChaosWire(plan, random, events, gate);
    if (plan.has(ChaosFault.LEAVES_BEFORE_HEAD)) {
      return wire.inHead(null, Ending.SILENCE);
    }
    if (plan.has(ChaosFault.LEAVES_AT_HEAD)) {
      return wire.afterHead(null, Ending.SILENCE);
    }
    if (plan.leaves()) {
      return wire.unended(null);
    }
    return fault == null
        ? wire.whole(null)
        : switch (fault) {
          case RESET_IN_HEAD -> wire.inHead(fault, Ending.RESET);
          case RESET_AFTER_HEAD -> wire.afterHead(fault, Ending.RESET);
          case RESET_IN_STREAM -> wire.inStream(fault, Ending.RESET);
          case TRUNCATED -> wire.inStream(fault, Ending.CLOSE);
          case BAD_FRAMING -> wire.badFraming(fault);
          case STALLED -> wire.inStream(fault, Ending.SILENCE);
          default -> wire.whole(fault);
        };
  }

  /** Returns the refusal of what the proxy asks besides. */
  static ChaosScript strict(ChaosPlan plan) {
    return inOneBody(plan, plan.random("strict"), 400, ChaosFault.STRICT);
  }

  /** Returns the answer to a call that goes on from a cut. */
  static ChaosScript continuation(ChaosPlan plan) {
    SplittableRandom random = plan.random("continuation");
    ChaosFault fault = the(plan, Where.CONTINUATION);
    if (fault == ChaosFault.STOP_REFUSED) {
      return inOneBody(plan, random, refusal(random), fault);
    }
    if (fault == ChaosFault.STOP_IN_ONE_BODY) {
      return inOneBody(plan, random, 200, fault);
    }
    ChaosEvents events = events(plan, "second", random);
    if (fault == ChaosFault.THINKS_AGAIN) {
      events.text("content", random.nextBoolean() ? "<think>\nHmm, " : "Wait, no. ");
    }
    if (fault != ChaosFault.STOP_EMPTY) {
      boolean wrongChannel = random.nextInt(100) < 15;
      events.text(wrongChannel ? "reasoning_content" : "content", plan.continued);
    }
    if (fault == ChaosFault.STOP_ERROR_EVENT) {
      events.keepSome().error();
    } else {
      end(plan, events);
    }
    ChaosWire wire = new ChaosWire(plan, random, events, -1);
    if (plan.has(ChaosFault.LEAVES_WHILE_HELD)) {
      return wire.inHead(null, Ending.SILENCE);
    }
    if (plan.has(ChaosFault.LEAVES_IN_CONTINUATION)) {
      return wire.unended(null);
    }
    return fault == null
        ? wire.whole(null)
        : switch (fault) {
          case STOP_SILENT -> wire.inHead(fault, Ending.SILENCE);
          case STOP_RESET -> wire.brokenOff(fault, Ending.RESET);
          case STOP_TRUNCATED -> wire.brokenOff(fault, Ending.CLOSE);
          case STOP_UNENDED -> wire.unended(fault);
          default -> wire.whole(fault);
        };
  }

  /** Returns the answer to the client's question when it is asked once more. */
  static ChaosScript again(ChaosPlan plan) {
    SplittableRandom random = plan.random("again");
    ChaosEvents events = events(plan, "third", random).role();
    think(plan, events, "\nOnce more. So the answer is 11.\n");
    end(plan, events.text("content", plan.askedAgain));
    return new ChaosWire(plan, random, events, -1).whole(null);
  }

  /** Tells whether a client that gets it has all of an answer. */
  boolean isWhole() {
    return status == 200 && ending == Ending.WHOLE && fault != ChaosFault.ERROR_EVENT;
  }

  private static @Nullable ChaosFault the(ChaosPlan plan, Where where) {
    return plan.faults.stream().filter(fault -> fault.where == where).findFirst().orElse(null);
  }

  private static ChaosEvents events(ChaosPlan plan, String call, SplittableRandom random) {
    int garbage = plan.has(ChaosFault.GARBAGE) ? random.nextInt(2, 20) : 0;
    return new ChaosEvents("chatcmpl-" + call + plan.number, random, garbage);
  }

  private static void think(ChaosPlan plan, ChaosEvents events, String thinking) {
    boolean tags = plan.channel == Channel.TAGS;
    events.text(plan.channel.member, tags ? "<think>" + thinking + "</think>\n\n" : thinking);
  }

  private static void end(ChaosPlan plan, ChaosEvents events) {
    events.finish("stop");
    if (plan.usageAsked || !plan.stream) {
      events.usage();
    }
    events.done();
  }

  private static int refusal(SplittableRandom random) {
    return REFUSALS.get(random.nextInt(REFUSALS.size()));
  }

  private static ChaosScript inOneBody(
      ChaosPlan plan, SplittableRandom random, int status, ChaosFault fault) {
    String body = "{\"error\":{\"message\":\"no " + plan.number + "\"}}";
    String head = "HTTP/1.1 " + status + " So\r\ncontent-type: application/json\r\n";
    Buffer bytes = Buffer.buffer(head + "content-length: " + body.length() + "\r\n\r\n" + body);
    return new ChaosScript(
        bytes,
        ChaosWire.stops(plan, random, bytes.length()),
        -1,
        Ending.WHOLE,
        status,
        Buffer.buffer(body),
        fault,
        false);
  }
}
