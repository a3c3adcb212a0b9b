package dev.pith.eval.rag.trace;

import dev.pith.eval.dataset.RetrievalRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Requests with the chunks that were retrieved for each, best first. Immutable.
 *
 * @param name of the log
 * @param unit what the sizes of chunks are counted in
 * @param requests the requests in the order of their arrival; a chunk stands once in each
 */
public record RetrievalLog(String name, String unit, List<List<LoggedChunk>> requests) {

  private static final int RETRIEVED = 5;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Copies the requests. */
  public RetrievalLog {
    requests = requests.stream().map(List::copyOf).toList();
  }

  /**
   * Makes a log of records. Where only the right chunk of a question is known, or a document, the
   * five best by BM25 are retrieved. Chunks are sized in words: no tokenizer is known.
   *
   * @param records of one file
   */
  public static RetrievalLog of(String name, List<RetrievalRecord> records) {
    Map<String, String> corpus = new LinkedHashMap<>();
    for (RetrievalRecord each : records) {
      if (each instanceof RetrievalRecord.Answered answered) {
        corpus.putIfAbsent(answered.chunkId(), answered.chunk());
      }
    }
    List<String> chunks = List.copyOf(corpus.values());
    Bm25 index = new Bm25(chunks);
    Builder log = new Builder();
    for (RetrievalRecord each : records) {
      if (each instanceof RetrievalRecord.Retrieved retrieved) {
        log.add(retrieved.chunks());
      } else if (each instanceof RetrievalRecord.Answered answered) {
        log.add(index.best(answered.question(), RETRIEVED).stream().map(chunks::get).toList());
      } else if (each instanceof RetrievalRecord.LongDocument document) {
        Bm25 parts = new Bm25(document.parts());
        for (String question : document.questions()) {
          log.add(parts.best(question, RETRIEVED).stream().map(document.parts()::get).toList());
        }
      }
    }
    return new RetrievalLog(name, "words", log.requests);
  }

  /** Returns the same requests in an order by lot. */
  public RetrievalLog shuffled(long seed) {
    List<List<LoggedChunk>> order = new ArrayList<>(requests);
    Collections.shuffle(order, new Random(seed));
    return new RetrievalLog(name, unit, order);
  }

  /** Returns how many different chunks there are. */
  public long chunks() {
    return requests.stream().flatMap(List::stream).distinct().count();
  }

  /** Returns how many chunks all requests have together. */
  public long lookups() {
    return requests.stream().mapToLong(List::size).sum();
  }

  /** Returns the size of all chunks of all requests together. */
  public long tokens() {
    return requests.stream().flatMap(List::stream).mapToLong(LoggedChunk::tokens).sum();
  }

  /** Numbers chunks by their text: equal texts are one chunk, as equal tokens are to the engine. */
  private static final class Builder {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<List<LoggedChunk>> requests = new ArrayList<>();

    void add(List<String> texts) {
      List<LoggedChunk> request = new ArrayList<>();
      for (String text : new LinkedHashSet<>(texts)) {
        int number = numbers.computeIfAbsent(text, unseen -> numbers.size());
        request.add(new LoggedChunk(number, BLANKS.split(text.strip(), -1).length));
      }
      if (!request.isEmpty()) {
        requests.add(request);
      }
    }
  }
}
