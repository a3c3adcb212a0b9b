package dev.pith.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A scatter plot as an SVG element: what was saved against what it cost, in percent. */
public final class ScatterPlot {
  /**
   * A point.
   *
   * @param name stands beside it
   * @param saved share saved, at most 1
   * @param changed share of answers that it cost, 0 to 1
   * @param isOurs whether it is drawn in the colour of the product
   */
  public record Point(String name, double saved, double changed, boolean isOurs) {}

  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int LEFT = 56;
  private static final int RIGHT = 120;
  private static final int TOP = 16;
  private static final int BOTTOM = 44;
  private static final int POINT_SIZE = 8;
  private static final int LABEL_HEIGHT = 12;
  private static final int LABEL_WIDTH = 84;
  private static final double TICK = 0.1;

  private final List<Point> points;
  private final double minX;
  private final double maxY;
  private final StringBuilder svg = new StringBuilder();

  private ScatterPlot(List<Point> points) {
    this.points = points;
    double leastSaved = points.stream().mapToDouble(Point::saved).min().orElse(0.0);
    minX = leastSaved < 0 ? Math.floor(leastSaved / TICK) * TICK : 0.0;
    double mostChanged = points.stream().mapToDouble(Point::changed).max().orElse(0.0);
    maxY = Math.max(TICK, Math.ceil(mostChanged / TICK) * TICK);
  }

  /**
   * Draws the points.
   *
   * @param saved what the horizontal axis is called
   * @param changed what the vertical axis is called
   */
  public static String of(List<Point> points, String saved, String changed) {
    return new ScatterPlot(points).draw(saved, changed);
  }

  private String draw(String saved, String changed) {
    add("<svg viewBox='0 0 %d %d' role='img'>%n", WIDTH, HEIGHT);
    for (double tick = minX; tick < 1.0 + TICK / 2; tick += 2 * TICK) {
      double x = x(tick);
      add("<line class='grid' x1='%.1f' y1='%d' x2='%.1f' y2='%.1f'/>", x, TOP, x, y(0));
      add("<text x='%.1f' y='%.1f' text-anchor='middle'>%.0f</text>%n", x, y(0) + 16, 100 * tick);
    }
    double step = maxY > 5 * TICK ? 2 * TICK : TICK / (maxY > TICK ? 1 : 2);
    for (double tick = 0; tick < maxY + step / 2; tick += step) {
      double y = y(tick);
      add("<line class='grid' x1='%d' y1='%.1f' x2='%.1f' y2='%.1f'/>", LEFT, y, x(1), y);
      add("<text x='%d' y='%.1f' text-anchor='end'>%.0f</text>%n", LEFT - 6, y + 4, 100 * tick);
    }
    add(
        "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>%n",
        (x(minX) + x(1)) / 2, HEIGHT - 8, HtmlPage.escaped(saved));
    add(
        "<text transform='translate(14 %.1f) rotate(-90)' text-anchor='middle'>%s</text>%n",
        (y(0) + TOP) / 2, HtmlPage.escaped(changed));
    drawPoints();
    return svg.append("</svg>").toString();
  }

  /** Draws the points; a name moves up or down until it covers neither a point nor a name. */
  private void drawPoints() {
    List<double[]> taken = new ArrayList<>();
    for (Point point : points) {
      taken.add(new double[] {x(point.saved()), y(point.changed()), POINT_SIZE});
    }
    List<Point> oursFirst = new ArrayList<>(points);
    oursFirst.sort(Comparator.comparing(point -> !point.isOurs()));
    for (Point point : oursFirst) {
      double x = x(point.saved());
      double y = y(point.changed());
      double labelY = freeY(taken, x + POINT_SIZE, y);
      taken.add(new double[] {x + POINT_SIZE, labelY, LABEL_WIDTH});
      if (Math.abs(labelY - y) > LABEL_HEIGHT) {
        add(
            "<line class='lead' x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f'/>",
            x, y, x + POINT_SIZE, labelY);
      }
      String kind = point.isOurs() ? "ours" : "other";
      add("<circle class='%s' cx='%.1f' cy='%.1f' r='5'>", kind, x, y);
      add(
          "<title>%s: %.1f %%, %.1f %%</title></circle>",
          HtmlPage.escaped(point.name()), 100 * point.saved(), 100 * point.changed());
      add(
          "<text class='%s' x='%.1f' y='%.1f'>%s</text>%n",
          kind, x + POINT_SIZE, labelY + 4, HtmlPage.escaped(point.name()));
    }
  }

  private static double freeY(List<double[]> taken, double x, double y) {
    for (int distance = 0; distance < HEIGHT; distance++) {
      if (y - distance > TOP && isFree(taken, x, y - distance)) {
        return y - distance;
      }
      if (y + distance < HEIGHT - BOTTOM && isFree(taken, x, y + distance)) {
        return y + distance;
      }
    }
    return y;
  }

  private static boolean isFree(List<double[]> taken, double x, double y) {
    return taken.stream()
        .noneMatch(
            other ->
                other[0] < x + LABEL_WIDTH
                    && x < other[0] + other[2]
                    && Math.abs(other[1] - y) < LABEL_HEIGHT);
  }

  private double x(double saved) {
    return LEFT + (saved - minX) / (1.0 - minX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double changed) {
    return HEIGHT - BOTTOM - changed / maxY * (HEIGHT - TOP - BOTTOM);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
