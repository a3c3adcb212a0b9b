package dev.pith.eval.bench;

import dev.pith.eval.replay.ReplayServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proxies that run as processes of their own in front of one model server: nginx, a published
 * gateway, and Pith. What is not installed is left out, and said.
 */
final class ProxyPeers implements AutoCloseable {
  private static final String HEAP = "-Xmx512m";
  private static final double MIB = 1 << 20;

  private final Path folder;
  private final List<PeerProcess> processes = new ArrayList<>();
  private final List<Route> foreign = new ArrayList<>();
  private @Nullable PeerProcess pith;

  private ProxyPeers(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts what is there.
   *
   * @param upstream the model server
   * @param out is told what is missing, with the command that installs it
   */
  static ProxyPeers start(String upstream, PrintStream out) throws IOException {
    ProxyPeers peers = new ProxyPeers(Files.createTempDirectory("pith-peers"));
    try {
      peers.startNginx(upstream, out);
      peers.startGateway(upstream, out);
      peers.startPith(upstream);
    } catch (IOException failure) {
      peers.close();
      throw failure;
    }
    return peers;
  }

  /** Returns the ways through the others. */
  List<Route> foreign() {
    return List.copyOf(foreign);
  }

  /** Returns the address of Pith. */
  String pithUrl() {
    return running().url();
  }

  /** Says what Pith's process has needed at most. */
  String footprint() {
    OptionalLong peak = running().peakBytes();
    return peak.isEmpty()
        ? "Pith ran with " + HEAP + "; its peak is not known on this system"
        : String.format(
            Locale.ROOT,
            "Pith ran with %s; its process held at most %.0f MiB, code and buffers included",
            HEAP,
            peak.getAsLong() / MIB);
  }

  private PeerProcess running() {
    if (pith == null) {
      throw new IllegalStateException("Pith has not been started");
    }
    return pith;
  }

  @Override
  public void close() {
    processes.forEach(PeerProcess::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      System.err.println("pith: left behind: " + folder + " (" + left + ")");
    }
  }

  private void startNginx(String upstream, PrintStream out) throws IOException {
    Path nginx = PeerProcess.find("nginx");
    if (nginx == null) {
      out.println("nginx is left out, it is not installed: apt-get install nginx-light");
      return;
    }
    int port = PeerProcess.freePort();
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), nginx(upstream, port));
    List<String> command =
        List.of(nginx.toString(), "-p", folder.toString(), "-c", configuration.toString());
    foreign.add(new Route("nginx", start("nginx", command, Map.of(), port).url(), Map.of()));
  }

  /** As few lines as a stream needs: one worker, no buffering, connections kept. */
  private static String nginx(String upstream, int port) {
    String address = upstream.substring(upstream.indexOf("//") + 2);
    return """
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr error;
        events { worker_connections 8192; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          upstream model { server %s; keepalive 1024; }
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://model;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }
        """
        .formatted(address, port);
  }

  private void startGateway(String upstream, PrintStream out) throws IOException {
    Path gateway = PeerProcess.find("gateway");
    if (gateway == null) {
      out.println(
          "the gateway is left out: there is no @portkey-ai/gateway on the PATH; README.md has the"
              + " npm commands under What Pith itself costs");
      return;
    }
    int port = PeerProcess.freePort();
    List<String> command = List.of(gateway.toString(), "--port=" + port, "--headless");
    Map<String, String> headers =
        Map.of(
            "x-portkey-provider",
            "openai",
            "x-portkey-custom-host",
            upstream + "/v1",
            "x-portkey-forward-headers",
            ReplayServer.TRACE_HEADER + "," + ReplayServer.RATE_HEADER,
            "authorization",
            "Bearer bench");
    PeerProcess process = start("gateway", command, Map.of("NODE_ENV", "production"), port);
    foreign.add(new Route("portkey", process.url(), headers));
  }

  private void startPith(String upstream) throws IOException {
    int port = PeerProcess.freePort();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            HEAP,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.pith.plugin.command.Serve",
            "--upstream=" + upstream,
            "--port=" + port,
            "--upstream-kind=generic",
            "--stop-method=chat-prefill");
    pith = start("pith", command, Map.of(), port);
  }

  private PeerProcess start(
      String name, List<String> command, Map<String, String> environment, int port)
      throws IOException {
    PeerProcess process =
        PeerProcess.start(name, command, environment, port, folder.resolve(name + ".log"));
    processes.add(process);
    return process;
  }
}
