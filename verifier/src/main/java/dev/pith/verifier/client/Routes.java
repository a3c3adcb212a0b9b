package dev.pith.verifier.client;

/** Which route a server answers on: found out once, and remembered. Thread-safe. */
final class Routes {

  private Route current = Route.BEST;
  private boolean proven;

  /** Returns the route to ask on. */
  synchronized Route current() {
    return current;
  }

  /** Returns whether a question was answered on it. */
  synchronized boolean isProven() {
    return proven;
  }

  /** A question was answered on a route. */
  synchronized void works(Route route) {
    current = route;
    proven = true;
  }

  /**
   * A question was refused on a route.
   *
   * @return whether to ask it again on the now current one: not when the route has answered before,
   *     since then it is the question that is refused
   */
  synchronized boolean refused(Route route) {
    if (proven) {
      return current != route;
    }
    current = route.next().orElse(Route.BEST);
    return route.next().isPresent();
  }

  /** Whatever was found out may be wrong by now. */
  synchronized void forget() {
    current = Route.BEST;
    proven = false;
  }
}
