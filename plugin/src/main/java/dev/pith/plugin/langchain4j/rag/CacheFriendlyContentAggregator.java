package dev.pith.plugin.langchain4j.rag;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.aggregator.ContentAggregator;
import dev.langchain4j.rag.content.aggregator.DefaultContentAggregator;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Aggregates as another aggregator does, removes chunks with the same text, and puts the rest into
 * an order that depends on the chunks alone. The rank that the other aggregator gave stands in the
 * metadata of each segment, under {@value #RANK}; 1 is the most relevant. Thread-safe where the
 * other aggregator is.
 */
public final class CacheFriendlyContentAggregator implements ContentAggregator {

  /** The key of a segment's rank in its metadata. */
  public static final String RANK = "pith_rank";

  private final ContentAggregator ranking;

  private CacheFriendlyContentAggregator(ContentAggregator ranking) {
    this.ranking = ranking;
  }

  /** Ranks by reciprocal rank fusion, as LangChain4j does by default. */
  public static CacheFriendlyContentAggregator create() {
    return over(new DefaultContentAggregator());
  }

  /** Ranks as another aggregator does, such as one with a scoring model. */
  public static CacheFriendlyContentAggregator over(ContentAggregator ranking) {
    return new CacheFriendlyContentAggregator(ranking);
  }

  @Override
  public List<Content> aggregate(Map<Query, Collection<List<Content>>> queryToContents) {
    Map<String, Content> byText = new LinkedHashMap<>();
    for (Content content : ranking.aggregate(queryToContents)) {
      String text = content.textSegment().text().strip();
      byText.computeIfAbsent(text, unseen -> ranked(content, byText.size() + 1));
    }
    List<Content> ordered = new ArrayList<>(byText.values());
    ordered.sort(Comparator.comparing(content -> ChunkId.of(content.textSegment().text().strip())));
    return ordered;
  }

  private static Content ranked(Content content, int rank) {
    TextSegment segment = content.textSegment();
    Metadata metadata = segment.metadata().copy().put(RANK, rank);
    return Content.from(TextSegment.from(segment.text(), metadata), content.metadata());
  }
}
