package dev.pith.plugin.proxy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A Vert.x that knows which of the timers set on it are still to fire. */
final class CountedTimers {

  private final Vertx vertx;
  private final Set<Object> open = ConcurrentHashMap.newKeySet();

  CountedTimers(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Returns the Vert.x to hand out; everything but its timers is that of the original. */
  Vertx vertx() {
    return (Vertx)
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (self, method, arguments) -> invoke(method, arguments));
  }

  /** Returns how many timers have neither fired nor been cancelled. */
  int open() {
    return open.size();
  }

  @SuppressWarnings("unchecked")
  private Object invoke(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("setTimer")) {
      Handler<Long> task = (Handler<Long>) arguments[1];
      Object timer = new Object();
      open.add(timer);
      long id =
          vertx.setTimer(
              (Long) arguments[0],
              fired -> {
                open.remove(timer);
                open.remove(fired);
                task.handle(fired);
              });
      if (open.remove(timer)) {
        open.add(id);
      }
      return id;
    }
    if (method.getName().equals("cancelTimer")) {
      open.remove(arguments[0]);
    }
    try {
      return method.invoke(vertx, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
