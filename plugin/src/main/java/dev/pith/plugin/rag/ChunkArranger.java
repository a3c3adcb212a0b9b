package dev.pith.plugin.rag;

import dev.pith.plugin.rag.RagMeter.Count;
import dev.pith.ragcache.order.ChunkOrder;
import dev.pith.ragcache.order.ChunkOrdering;
import dev.pith.ragcache.order.DistinctChunks;
import dev.pith.ragcache.order.OrderSettings;
import dev.pith.ragcache.order.SizedChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares the chunks of a text with what was sent before, chooses their order, and remembers that
 * they are sent. Thread-safe.
 */
final class ChunkArranger {
  /** More chunks than that are a table, not what was retrieved for a question. */
  private static final int MAX_CHUNKS = 256;

  /** What a token of English text has, about; sizes are compared, not reported as measured. */
  private static final int CHARS_PER_TOKEN = 4;

  private final ChunkOrdering retrieval;
  private final ChunkOrdering optimal;
  private final ServedHistory history;
  private final RagMeter meter;

  ChunkArranger(OrderSettings settings, ServedHistory history, RagMeter meter) {
    this.retrieval = ChunkOrdering.retrieval(settings);
    this.optimal = ChunkOrdering.optimal(settings);
    this.history = history;
    this.meter = meter;
  }

  /**
   * A text with chunks as it is sent.
   *
   * @param ends where each chunk ends in it, in the order in which they are sent; empty where that
   *     is not followed
   * @param names for each of them a name of everything up to its end
   * @param shared how many of the first chunks the server was sent before behind the same head
   */
  record Arrangement(String text, List<Integer> ends, List<String> names, int shared) {}

  /**
   * Returns the text as it is to be sent.
   *
   * @param owner whose chunks they are: the model and the tenant
   * @param before names what stands before the text, owner included
   * @param charsBefore its length
   * @param orders whether they might be sent in another order
   * @param edits whether they are
   */
  Arrangement sent(
      ChunkSpans found,
      String owner,
      String before,
      long charsBefore,
      boolean orders,
      boolean edits) {
    List<String> texts = found.chunks();
    if (texts.size() > MAX_CHUNKS) {
      return new Arrangement(found.text(), List.of(), List.of(), 0);
    }
    DistinctChunks<String> distinct =
        DistinctChunks.of(
            texts.stream()
                .map(text -> new SizedChunk<>(PromptDigest.of(text), sizeOf(text)))
                .toList());
    count(distinct, owner);
    String head = PromptDigest.of(before, found.head());
    ServedHistory.Served served = history.behind(head, tokens(charsBefore + found.head().length()));
    ChunkOrder<String> retrieved = retrieval.order(served.asRetrieved(), distinct.chunks());
    meter.add(
        Count.PREFIX_TOKENS_RETRIEVED, sharedTokens(retrieved.chunks(), retrieved.sharedChunks()));
    served.asRetrieved().serve(distinct.chunks());

    boolean moves = orders && found.movable();
    List<Integer> ranks = moves ? chosen(head, served, distinct.chunks()) : inOrder(distinct);
    List<SizedChunk<String>> ordered = ranks.stream().map(distinct.chunks()::get).toList();
    int shared = served.asOrdered().sharedChunks(ordered);
    meter.add(Count.PREFIX_TOKENS_ORDERED, sharedTokens(ordered, shared));
    served.asOrdered().serve(ordered);
    List<Integer> order =
        ranks.stream().map(rank -> distinct.places().indexOf(rank)).toList(); // first copies
    String text = moves && edits ? edited(found, distinct, ranks, order) : found.text();
    boolean repeated = text.equals(found.text()) && order.size() < texts.size();
    List<Integer> ends =
        text.equals(found.text())
            ? found.spans().stream().map(ChunkSpans.Span::end).toList()
            : found.endsOf(order);
    return repeated
        ? new Arrangement(text, List.of(), List.of(), 0)
        : new Arrangement(text, ends, names(head, ordered), shared);
  }

  private static List<String> names(String head, List<SizedChunk<String>> ordered) {
    PromptDigest digest = new PromptDigest().add(head);
    return ordered.stream().map(chunk -> digest.add(chunk.key()).name()).toList();
  }

  static long tokens(long chars) {
    return chars / CHARS_PER_TOKEN;
  }

  private static int sizeOf(String text) {
    return (int) Math.max(1, tokens(text.length()));
  }

  private void count(DistinctChunks<String> distinct, String owner) {
    meter.add(Count.CHUNKS, distinct.places().size());
    for (SizedChunk<String> chunk : distinct.chunks()) {
      meter.add(Count.CHUNK_TOKENS, chunk.tokens());
      if (history.seen(owner + chunk.key())) {
        meter.add(Count.SEEN_TOKENS, chunk.tokens());
      }
    }
  }

  private List<Integer> chosen(
      String head, ServedHistory.Served served, List<SizedChunk<String>> chunks) {
    String request =
        chunks.stream().map(SizedChunk::key).collect(Collectors.joining(" ", head + " ", ""));
    List<Integer> known = history.order(request);
    if (known != null) {
      return known;
    }
    List<Integer> ranks = optimal.order(served.asOrdered(), chunks).ranks();
    history.keep(request, ranks);
    return ranks;
  }

  private String edited(
      ChunkSpans found, DistinctChunks<String> distinct, List<Integer> ranks, List<Integer> order) {
    boolean swapped = !ranks.equals(inOrder(distinct));
    int repeats = distinct.places().size() - distinct.chunks().size();
    if (!swapped && repeats == 0) {
      return found.text();
    }
    meter.add(Count.REORDERED, swapped ? 1 : 0);
    meter.add(Count.DUPLICATES_REMOVED, repeats);
    long charsLeftOut =
        IntStream.range(0, distinct.places().size())
            .filter(distinct::isRepeat)
            .mapToLong(index -> found.spans().get(index).of(found.text()).length())
            .sum();
    meter.add(Count.TOKENS_NOT_SENT, tokens(charsLeftOut));
    return found.arranged(order, swapped ? ranking(ranks) : "");
  }

  /** Returns the line that tells in which order the chunks were retrieved. */
  private static String ranking(List<Integer> ranks) {
    List<Integer> places = new ArrayList<>();
    for (int rank = 0; rank < ranks.size(); rank++) {
      places.add(ranks.indexOf(rank) + 1);
    }
    return places.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "(Most relevant first, by position above: ", ")"));
  }

  private static long sharedTokens(List<SizedChunk<String>> chunks, int shared) {
    return chunks.stream().limit(shared).mapToLong(SizedChunk::tokens).sum();
  }

  private static List<Integer> inOrder(DistinctChunks<String> distinct) {
    return IntStream.range(0, distinct.chunks().size()).boxed().toList();
  }
}
