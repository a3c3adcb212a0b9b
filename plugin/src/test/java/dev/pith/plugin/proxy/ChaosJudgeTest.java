package dev.pith.plugin.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.proxy.ChaosJudge.Finding;
import dev.pith.plugin.proxy.ChaosJudge.Source;
import dev.pith.plugin.proxy.ChaosPlan.Channel;
import dev.pith.plugin.proxy.ChaosReply.End;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChaosJudgeTest {

  /** An exchange in which nothing goes wrong. */
  private final ChaosExchange exchange = exchange();

  private final String firstStream = exchange.first.payload().toString();

  private static ChaosExchange exchange() {
    return IntStream.range(0, 10_000)
        .mapToObj(number -> new ChaosPlan(1, number, true))
        .filter(plan -> plan.faults.isEmpty() && plan.stream && plan.usageAsked)
        .filter(plan -> plan.channel == Channel.REASONING_CONTENT && plan.thinking.length() > 100)
        .map(ChaosExchange::new)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void judge_wholeFirstStream_isRight() {
    Finding finding = judge(firstStream, true);

    assertThat(finding.complaints()).isEmpty();
    assertThat(finding.source()).isEqualTo(Source.FIRST);
    assertThat(finding.whole()).isTrue();
  }

  @Test
  void judge_cutStream_isRight() {
    exchange.answer(true);

    Finding finding = judge(cutStream(), true);

    assertThat(finding.complaints()).isEmpty();
    assertThat(finding.source()).isEqualTo(Source.CONTINUATION);
  }

  static Stream<Arguments> wrongFirstStreams() {
    return Stream.of(
        wrong("half of it with a clean end", body -> body.substring(0, body.length() / 2)),
        wrong("an event is lost", ChaosJudgeTest::withoutAnEvent),
        wrong("an event comes twice", body -> body.replaceFirst("(?s)data.*?\n\n", "$0$0")),
        wrong("the end comes twice", body -> body + "data: [DONE]\n\n"),
        wrong("a letter is too much", body -> body.replaceFirst("_content\":\"", "$0X")));
  }

  @ParameterizedTest
  @MethodSource("wrongFirstStreams")
  void judge_wrongFirstStream_isRejected(UnaryOperator<String> fault) {
    String wrong = fault.apply(firstStream);

    assertThat(wrong).isNotEqualTo(firstStream);
    assertThat(judge(wrong, true).complaints()).isNotEmpty();
  }

  static Stream<Arguments> wrongCutStreams() {
    return Stream.of(
        wrong("an event before the cut is lost", ChaosJudgeTest::withoutAnEvent),
        wrong("a letter is lost at the splice", body -> body.replaceFirst("\"\\\\n\\\\nI", "\"I")),
        wrong("a letter comes twice", body -> body.replaceFirst("Second", "SSecond")),
        wrong("the answer is not whole", body -> body.replaceFirst("Second", "")),
        wrong("the answer of the other call", body -> body.replaceFirst("Second", "First")),
        wrong("no finish", body -> body.replaceFirst("\"stop\"", "null")),
        wrong("two finishes", body -> body.replaceFirst("(data:[^\n]*\"stop\"[^\n]*\n\n)", "$1$1")),
        wrong("no end", body -> body.replace("data: [DONE]\n\n", "")),
        wrong("two ends", body -> body + "data: [DONE]\n\n"),
        wrong("something behind the end", body -> body + "data: {\"usage\":{}}\n\n"),
        wrong("two usages", body -> body.replaceFirst("(data:[^\n]*\"usage\"[^\n]*\n\n)", "$1$1")),
        wrong("another id", body -> body.replaceFirst("chatcmpl-first(\\d+\".*stop)", "c$1")),
        wrong("another place of the cut", body -> body.replaceFirst("\"at_chars\":", "$01")),
        wrong("garbage of nobody", body -> body.replaceFirst("data: \\[D", "data: what?\n\n$0")),
        wrong(
            "an error in the place of the end",
            body -> body.replaceFirst("(?s)data:[^\n]*\"stop\".*", "data: {\"error\":{}}\n\n")));
  }

  @ParameterizedTest
  @MethodSource("wrongCutStreams")
  void judge_wrongCutStream_isRejected(UnaryOperator<String> fault) {
    exchange.answer(true);
    String wrong = fault.apply(cutStream());

    assertThat(wrong).isNotEqualTo(cutStream());
    assertThat(judge(wrong, true).complaints()).isNotEmpty();
  }

  @Test
  void judge_cutThatNobodyAskedFor_isRejected() {
    assertThat(judge(cutStream(), true).complaints()).isNotEmpty();
  }

  @Test
  void judge_wholeCallWithoutACleanEnd_isRejected() {
    assertThat(judge(firstStream, false).complaints()).isNotEmpty();
  }

  @Test
  void judge_badGatewayBeforeAWholeCall_isRejected() {
    ChaosReply reply = new ChaosReply(502, Buffer.buffer(), true, End.CLOSED);

    assertThat(ChaosJudge.judge(exchange, reply).complaints()).isNotEmpty();
  }

  @Test
  void judge_hungClient_isRejected() {
    ChaosReply reply = new ChaosReply(200, Buffer.buffer(firstStream), false, End.HUNG);

    assertThat(ChaosJudge.judge(exchange, reply).complaints()).contains("the client hangs");
  }

  @Test
  void judge_clientLeft_beginningIsRightAndAMixIsNot() {
    exchange.answer(true);

    String begun = cutStream().substring(0, cutStream().indexOf("\"stop\""));
    assertThat(left(begun)).isEmpty();
    assertThat(left(begun.replaceFirst("Second", "First"))).isNotEmpty();
  }

  @Test
  void reply_chunked_isReadWithItsEndAndWithout() {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    ChaosReply whole = ChaosReply.of((head + "3\r\nabc\r\n0\r\n\r\n").getBytes(UTF_8), End.CLOSED);
    ChaosReply half = ChaosReply.of((head + "3\r\nab").getBytes(UTF_8), End.CLOSED);

    assertThat(whole.body()).isEqualTo(Buffer.buffer("abc"));
    assertThat(whole.whole()).isTrue();
    assertThat(half.body()).isEqualTo(Buffer.buffer("ab"));
    assertThat(half.whole()).isFalse();
  }

  private List<String> left(String body) {
    return ChaosJudge.judge(exchange, new ChaosReply(200, Buffer.buffer(body), false, End.LEFT))
        .complaints();
  }

  private Finding judge(String body, boolean whole) {
    return ChaosJudge.judge(exchange, new ChaosReply(200, Buffer.buffer(body), whole, End.CLOSED));
  }

  /** Returns what the client gets of a cut behind some of the thinking. */
  private String cutStream() {
    Buffer kept = Buffer.buffer();
    ChaosTranscript.ofStream(exchange.first.payload()).events.stream()
        .limit(6)
        .forEach(kept::appendBytes);
    String thought = ChaosTranscript.ofStream(kept).reasoning.toString();
    ChaosPlan plan = exchange.plan;
    String spliced =
        new String(
            new ChaosEvents("chatcmpl-first" + plan.number, plan.random("judge"), 0)
                .whole("reasoning_content", Guidance.english().after(thought, Cut.Ending.FORCED))
                .whole("content", plan.continued)
                .finish("stop")
                .usage()
                .done()
                .bytes(),
            UTF_8);
    String report = "$1\"pith\":{\"at_chars\":" + thought.length() + "},";
    return kept + spliced.replaceFirst("(\\{)(?=[^\n]*\"usage\")", report);
  }

  private static String withoutAnEvent(String body) {
    return body.replaceFirst("(?s)(data: .*?\n\n)(data: .*?\n\n)data: .*?\n\n", "$1$2");
  }

  private static Arguments wrong(String name, UnaryOperator<String> fault) {
    return argumentSet(name, fault);
  }
}
