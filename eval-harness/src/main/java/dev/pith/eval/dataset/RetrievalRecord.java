package dev.pith.eval.dataset;

import java.util.List;

/** One record of what was, or can be, retrieved for questions. */
public sealed interface RetrievalRecord {

  /**
   * A question with the chunks that were retrieved for it.
   *
   * @param chunks in their order, at least one, none of them blank
   */
  record Retrieved(List<String> chunks) implements RetrievalRecord {
    /** Copies the list. */
    public Retrieved {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * A question and the chunk that answers it: the corpus is the chunks of all records, and the
   * retriever is the reader's.
   *
   * @param chunkId names the chunk
   * @param chunk its text, not blank
   */
  record Answered(String question, String chunkId, String chunk) implements RetrievalRecord {}

  /**
   * A long document and questions about it: the corpus of each of them is the parts of this
   * document.
   *
   * @param parts in their order, at least one, none of them blank
   */
  record LongDocument(List<String> parts, List<String> questions) implements RetrievalRecord {
    /** Copies the lists. */
    public LongDocument {
      parts = List.copyOf(parts);
      questions = List.copyOf(questions);
    }
  }
}
