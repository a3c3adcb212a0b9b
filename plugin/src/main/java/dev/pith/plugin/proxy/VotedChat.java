package dev.pith.plugin.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.VotedAnswer;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.probe.ServerProber;
import dev.pith.plugin.probe.StopChoice;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.vote.BranchListener;
import dev.pith.plugin.vote.BranchSource;
import dev.pith.plugin.vote.LiveVote;
import dev.pith.plugin.vote.LiveVoteBuilder;
import dev.pith.plugin.vote.VoteMeter;
import dev.pith.plugin.vote.VoteResult;
import dev.pith.plugin.wire.SseEncoder;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat request that is answered by a vote: several streams are opened upstream, and the client
 * gets one of them, whole, when the vote is over. Until then a client that streams gets comments,
 * so that nobody on the way takes the connection for dead. Confined to the context of its request.
 */
final class VotedChat implements BranchSource, VoteBranch.Opener {

  /** Limit on what the branches of one request may hold together. */
  private static final long MAX_KEPT_BYTES = 256L << 20;

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
  private static final byte[] COMMENT = SseEncoder.comment("the vote goes on");
  private static final JsonMapper JSON = new JsonMapper();

  private final Surroundings surroundings;
  private final VoteMeter meter;
  private final HttpServerRequest request;
  private final ClientStream client;
  private final ChatRequest single;
  private final SearchWish wish;
  private final UpstreamDialect dialect;
  private final Set<Extra> counting;
  private final ChunkVisit chunks;
  private final Optional<ServerProber> prober;
  private final Vertx vertx;
  private final Context context;
  private final Map<Integer, VoteBranch> branches = new LinkedHashMap<>();

  private MultiMap head = MultiMap.caseInsensitiveMultiMap();
  private boolean begun;
  private long keepAlive = -1;
  private @Nullable LiveVote vote;

  /**
   * Takes a request.
   *
   * @param single the request of one branch, see {@link SearchWish#single}
   * @param choice what is known of its model
   */
  VotedChat(
      Surroundings surroundings,
      HttpServerRequest request,
      ClientStream client,
      ChatRequest single,
      SearchWish wish,
      StopChoice choice,
      ChunkVisit chunks) {
    this.surroundings = surroundings;
    this.meter = surroundings.votes();
    this.request = request;
    this.client = client;
    this.single = single;
    this.wish = wish;
    this.dialect =
        choice.startsInside() && !surroundings.settings().startsInside()
            ? UpstreamDialect.openAiChat(surroundings.settings().thinking(), true)
            : surroundings.dialect();
    boolean strict = surroundings.strictModels().contains(model(single));
    this.counting = strict ? Set.of() : Recipes.counting(kind(choice));
    this.chunks = chunks;
    this.vertx = surroundings.vertx();
    this.prober =
        wish.options().waves().probes()
            ? surroundings.probing().prober(single, choice, route())
            : Optional.empty();
    this.context = vertx.getOrCreateContext();
  }

  void start() {
    client.onGone(this::onClientGone);
    LiveVoteBuilder builder =
        LiveVote.builder(this, task -> context.runOnContext(now -> task.run()))
            .options(wish.options())
            .limit(wish.branches())
            .question(single.question())
            .timer(this::after)
            .meter(meter);
    prober.ifPresent(asked -> builder.prober(asked, surroundings.probing().opener()));
    vote = builder.start(this::onResult);
  }

  @Override
  public Branch start(int index, BranchListener listener) {
    VoteBranch branch =
        new VoteBranch(
            this,
            dialect,
            single,
            counting,
            seed(index),
            MAX_KEPT_BYTES / wish.branches(),
            listener);
    branches.put(index, branch);
    branch.send();
    return branch;
  }

  @Override
  public UpstreamCall send(byte[] body, UpstreamCall.Listener listener) {
    return PinnedCall.start(
        surroundings.upstream(),
        new PinnedCall.Request(request.method(), request.uri(), headers(), Buffer.buffer(body)),
        chunks.pin().ofBranch(),
        listener);
  }

  private Route route() {
    return Route.of(surroundings.vertx(), surroundings.upstream(), request.uri(), headers());
  }

  private MultiMap headers() {
    MultiMap headers = ForwardedHeaders.ofJson(request.headers());
    headers.remove(ChatExchange.CONVERSATION_ID);
    return headers;
  }

  @Override
  public void onStream(MultiMap headers) {
    if (begun || !client.isOpen()) {
      return;
    }
    begun = true;
    head = ForwardedHeaders.ofResponse(headers);
    head.remove(HttpHeaders.CONTENT_LENGTH);
    head.set(ForwardedHeaders.TRIM, "observe;reason=search");
    if (single.stream()) {
      client.head(200, null, head);
      client.write(Buffer.buffer(COMMENT));
      keepAlive =
          vertx.setPeriodic(KEEP_ALIVE.toMillis(), still -> client.write(Buffer.buffer(COMMENT)));
    }
  }

  @Override
  public void onStrict() {
    surroundings.strictModels().add(model(single));
  }

  /** Branch i of a request with a seed has the seed + i. */
  private Map<String, String> seed(int index) {
    JsonNode seed = single.root().path("seed");
    return seed.isIntegralNumber() && seed.canConvertToLong()
        ? Map.of("/seed", Long.toString(seed.longValue() + index))
        : Map.of();
  }

  private void onResult(VoteResult result) {
    vertx.cancelTimer(keepAlive);
    prober.ifPresent(ServerProber::cancel);
    UsageReport usage = result.usage();
    chunks.answered(usage.promptTokens(), usage.cachedTokens(), usage.cacheWrittenTokens());
    if (!client.isOpen()) { // it has left, and was counted
      return;
    }
    surroundings.meter().requestEnded(RequestSavings.passed("search"));
    if (result.winner().isEmpty()) {
      fail(result);
      return;
    }
    VoteBranch winner =
        Objects.requireNonNull(branches.get(result.winner().getAsInt()), "the winner");
    AnswerSink sink =
        single.stream()
            ? AnswerSink.streaming(client)
            : AnswerSink.collecting(client, head, MAX_KEPT_BYTES);
    sink.write(VotedAnswer.of(winner.bytes(), usage, pith(result)));
    sink.end();
  }

  /** The client is told what the first branch was. */
  private void fail(VoteResult result) {
    for (VoteBranch branch : branches.values()) {
      VoteBranch.Refusal refusal = branch.refusal();
      if (refusal != null && !begun) {
        refusal.headers().remove(HttpHeaders.CONTENT_LENGTH);
        client.reply(refusal.status(), refusal.headers(), refusal.body());
        return;
      }
    }
    if (result.failure().orElse(null) instanceof UpstreamException known) {
      client.fail(known);
    } else {
      client.reply(
          ErrorBody.badGateway("pith: no branch has answered: " + result.reason().label()));
    }
  }

  private ObjectNode pith(VoteResult result) {
    ObjectNode pith = Json.object();
    ObjectNode search = JSON.valueToTree(result.report());
    if (wish.options().waves().probes() && prober.isEmpty()) {
      search.put("probes", "not available");
    }
    pith.set("search", search);
    return pith;
  }

  private Runnable after(Duration delay, Runnable task) {
    long timer = vertx.setTimer(Math.max(1, delay.toMillis()), due -> task.run());
    return () -> vertx.cancelTimer(timer);
  }

  private void onClientGone() {
    vertx.cancelTimer(keepAlive);
    surroundings.meter().requestEnded(RequestSavings.passed("client-gone"));
    if (vote != null) {
      vote.cancel();
    }
    prober.ifPresent(ServerProber::cancel);
  }

  private ServerKind kind(StopChoice choice) {
    if (choice.capabilities() != null) {
      return choice.capabilities().kind();
    }
    ServerKind known = surroundings.upstream().kind();
    return known == null ? ServerKind.GENERIC : known;
  }

  private static String model(ChatRequest chat) {
    return chat.model().orElse("");
  }
}
