package dev.pith.eval.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that needs nothing else: no script, no font, no network. Not thread-safe. */
public final class HtmlPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>@title</title>
      <style>
      :root { color-scheme: light dark; --ink: #1c1f24; --dim: #5c6470; --line: #d9dde3;
        --page: #ffffff; --ours: #0b6e4f; --other: #6b7f99; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --dim: #9aa3af;
        --line: #333a44; --page: #14171b; --ours: #4fd1a5; --other: #8fa3bf; } }
      body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; background: var(--page);
        color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
      h2 { margin-top: 2.5rem; }
      p, figcaption, summary { color: var(--dim); }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: .2rem .6rem; text-align: right; white-space: nowrap;
        border-bottom: 1px solid var(--line); }
      th { color: var(--dim); font-weight: 600; }
      th:first-child, td:first-child { text-align: left; }
      tr.ours td { color: var(--ours); font-weight: 600; }
      svg { width: 100%; max-width: 45rem; height: auto; }
      svg text { fill: var(--dim); font-size: 12px; }
      svg .grid { stroke: var(--line); }
      svg .lead { stroke: var(--other); stroke-width: .5; }
      svg circle.ours { fill: var(--ours); }
      svg circle.other { fill: var(--other); }
      svg text.ours { fill: var(--ours); font-weight: 600; }
      </style>
      </head>
      <body>
      <h1>@title</h1>
      """;

  private final StringBuilder page = new StringBuilder();

  /** Begins a page. */
  public HtmlPage(String title) {
    page.append(HEAD.replace("@title", escaped(title)));
  }

  /** Adds a paragraph of plain text. */
  public HtmlPage paragraph(String text) {
    return append("<p>" + escaped(text) + "</p>\n");
  }

  /** Adds an SVG element. */
  public HtmlPage figure(String svg) {
    return append("<figure>" + svg + "</figure>\n");
  }

  /**
   * Writes the page.
   *
   * @throws IOException when the file cannot be written
   */
  public void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  /** Adds what is HTML already. */
  HtmlPage append(String html) {
    page.append(html);
    return this;
  }

  /** Returns the whole page. */
  String text() {
    return page + "</body>\n</html>\n";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
