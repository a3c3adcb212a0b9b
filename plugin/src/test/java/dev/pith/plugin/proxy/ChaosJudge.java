package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.proxy.ChaosPlan.Channel;
import dev.pith.plugin.proxy.ChaosReply.End;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with what a client has received in an exchange of the chaos test.
 *
 * <p>An answer has one source. Either it is that of the first call, byte for byte, up to where that
 * call was broken; or it is the thinking of the first call up to a cut, and behind it the answer of
 * one other call. An answer may be broken only where its source is.
 */
final class ChaosJudge {

  /** Which call an answer is from. */
  enum Source {
    FIRST,
    CONTINUATION,
    ASKED_AGAIN,
    /** None: the client has a refusal, or nothing. */
    NONE
  }

  /**
   * What is found.
   *
   * @param whole whether it is a whole answer
   */
  record Finding(List<String> complaints, Source source, boolean whole) {}

  /** The faults that break a continuation after it may have begun. */
  private static final Set<ChaosFault> BREAKS =
      Set.of(ChaosFault.STOP_RESET, ChaosFault.STOP_TRUNCATED, ChaosFault.STOP_ERROR_EVENT);

  private final ChaosPlan plan;
  private final ChaosScript first;
  private final ChaosScript continuation;
  private final ChaosScript again;
  private final boolean continued;
  private final boolean askedAgain;
  private final ChaosReply reply;
  private final List<String> complaints = new ArrayList<>();

  private ChaosJudge(ChaosExchange exchange, ChaosReply reply) {
    plan = exchange.plan;
    first = exchange.first;
    continuation = exchange.continuation;
    again = exchange.again;
    continued = exchange.wasContinued();
    askedAgain = exchange.wasAskedAgain();
    this.reply = reply;
  }

  static Finding judge(ChaosExchange exchange, ChaosReply reply) {
    return new ChaosJudge(exchange, reply).judge();
  }

  private Finding judge() {
    boolean left = reply.how() == End.LEFT;
    require(reply.how() != End.HUNG, "the client hangs");
    if (reply.status() != 200) {
      return refusal(left);
    }
    if (!plan.stream) {
      require(left || reply.whole(), "a body is not whole");
      return reply.whole() ? body() : finding(Source.NONE, false);
    }
    return isPrefix(reply.body(), first.payload()) ? firstStream(left) : splicedStream(left);
  }

  private Finding refusal(boolean left) {
    if (left) {
      return finding(Source.NONE, false);
    }
    require(reply.whole(), "a refusal is not whole");
    if (first.status() >= 400) {
      require(reply.status() == first.status(), "another status");
      require(reply.body().equals(first.payload()), "another refusal");
    } else {
      boolean broken = !first.isWhole() || continuationBreaks();
      require(broken, "a lost answer: status " + reply.status());
    }
    return finding(Source.NONE, false);
  }

  /** What the client has are the bytes of the first call. */
  private Finding firstStream(boolean left) {
    boolean all = reply.body().length() == first.payload().length();
    boolean ends = first.ending() == ChaosScript.Ending.WHOLE;
    if (reply.whole()) {
      require(all, "half an answer with a clean end");
      require(ends, "a clean end that the upstream did not send");
    } else {
      require(left || !ends, "a lost answer: the first stream breaks off");
    }
    return finding(Source.FIRST, all && reply.whole());
  }

  private Finding splicedStream(boolean left) {
    ChaosTranscript client = ChaosTranscript.ofStream(left ? wholeEvents() : reply.body());
    require(continued || askedAgain, "neither the first stream nor a cut");
    require(left || reply.whole(), "a cut answer has no clean end");
    require(client.afterTerminator == 0, "something stands behind the end");
    require(client.ids.equals(Set.of("chatcmpl-first" + plan.number)), "ids " + client.ids);
    require(client.usages <= 1, client.usages + " usages");
    boolean whole = reply.whole() && client.errors == 0;
    if (whole) {
      complete(client);
      require(client.terminators == 1, client.terminators + " terminators");
    } else {
      require(client.terminators == 0 || left, "a terminator behind an error");
    }
    Spliced spliced = spliced(client, whole);
    if (spliced == null) {
      complaints.add("a wrong splice: " + reply.body());
      return finding(Source.NONE, false);
    }
    boolean isContinuation = spliced.source == Source.CONTINUATION;
    require(
        whole || left || (isContinuation && continuationBreaks()),
        "a lost answer: an error in the place of its end");
    garbage(client, isContinuation ? continuation : again, whole);
    require(spliced.atChars <= readUpToCut(client), "an event before the cut is lost");
    return finding(spliced.source, whole);
  }

  private boolean continuationBreaks() {
    return continued && continuation.fault() != null && BREAKS.contains(continuation.fault());
  }

  /** A client that has left has half an event at the end. */
  private Buffer wholeEvents() {
    int end = reply.body().toString(StandardCharsets.ISO_8859_1).lastIndexOf("\n\n");
    return reply.body().getBuffer(0, end < 0 ? 0 : end + 2);
  }

  private Finding body() {
    ChaosTranscript client = ChaosTranscript.ofBody(reply.body());
    complete(client);
    if (client.reports.isEmpty() && !askedAgain) {
      require(first.isWhole(), "a whole answer of a broken call");
      boolean same =
          plan.channel == Channel.TAGS
              ? client
                  .content
                  .toString()
                  .equals("<think>" + plan.thinking + "</think>\n\n" + plan.answer)
              : client.content.toString().equals(plan.answer)
                  && client.reasoning.toString().equals(plan.thinking);
      require(same, "another answer: " + client.reasoning + " / " + client.content);
      return finding(Source.FIRST, true);
    }
    Spliced spliced = spliced(client, true);
    require(spliced != null, "a wrong splice: " + reply.body());
    return finding(spliced == null ? Source.NONE : spliced.source, true);
  }

  private void complete(ChaosTranscript client) {
    require(client.finishes.equals(List.of("stop")), "finishes " + client.finishes);
    require(client.errors == 0, client.errors + " errors");
    require(client.reports.size() <= 1, client.reports.size() + " reports");
  }

  /** What came of the first call, and from where the rest is. */
  private record Spliced(int atChars, Source source) {}

  /** Finds the cut that makes of the texts of two calls what the client has. */
  private @Nullable Spliced spliced(ChaosTranscript client, boolean whole) {
    for (int at = plan.thinking.length(); at >= 0; at--) {
      String kept = plan.thinking.substring(0, at);
      boolean told = whole && client.reports.size() == 1;
      if (told && client.reports.get(0).path("at_chars").asInt() != at) {
        continue;
      }
      Guidance guidance = Guidance.inLanguageOf(kept);
      for (Cut.Ending ending : Cut.Ending.values()) {
        if (continued && fits(client, kept, guidance.after(kept, ending), plan.continued, whole)) {
          return new Spliced(at, Source.CONTINUATION);
        }
      }
      if (askedAgain && fits(client, kept, "", plan.askedAgain, whole)) {
        return new Spliced(at, Source.ASKED_AGAIN);
      }
    }
    return null;
  }

  private boolean fits(
      ChaosTranscript client, String kept, String guide, String answer, boolean whole) {
    String reasoning = client.reasoning.toString();
    String content = client.content.toString();
    if (plan.channel == Channel.TAGS) {
      String text = inTags(kept, guide) + answer;
      return reasoning.isEmpty() && (whole ? content.equals(text) : text.startsWith(content));
    }
    if (whole || !content.isEmpty()) {
      return reasoning.equals(kept + guide)
          && (whole ? content.equals(answer) : answer.startsWith(content));
    }
    return (kept + guide).startsWith(reasoning);
  }

  private static String inTags(String kept, String guide) {
    return "<think>" + kept + ContinuationShape.THINK_TAGS.close(guide);
  }

  /** What nobody can read of the second call is handed on; behind such data there is no cut. */
  private void garbage(ChaosTranscript client, ChaosScript second, boolean whole) {
    List<String> sent = ChaosTranscript.ofStream(second.payload()).unreadable;
    int got = client.unreadable.size();
    boolean same = got <= sent.size() && client.unreadable.equals(sent.subList(0, got));
    require(same && (!whole || got == sent.size()), "garbage is lost or moved");
  }

  /** Returns how much of the thinking stands in the events that the client has as they were. */
  private int readUpToCut(ChaosTranscript client) {
    List<byte[]> sent = ChaosTranscript.ofStream(first.payload()).events;
    int same = 0;
    while (same < Math.min(sent.size(), client.events.size())
        && Arrays.equals(sent.get(same), client.events.get(same))) {
      same++;
    }
    Buffer begun = Buffer.buffer();
    for (byte[] event : sent.subList(0, Math.min(sent.size(), same + 1))) {
      begun.appendBytes(event);
    }
    ChaosTranscript read = ChaosTranscript.ofStream(begun);
    return plan.channel == Channel.TAGS
        ? read.content.length() - "<think>".length()
        : read.reasoning.length();
  }

  private static boolean isPrefix(Buffer part, Buffer all) {
    return part.length() <= all.length() && part.equals(all.getBuffer(0, part.length()));
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      complaints.add(complaint);
    }
  }

  private Finding finding(Source source, boolean whole) {
    return new Finding(List.copyOf(complaints), source, whole);
  }
}
