package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.cli.NodeProcesses.Said;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as {@code serve} starts them: with TLS between them, by a file, behind another address. */
@Timeout(300)
class ServeClusterTest {

  @TempDir private Path folder;

  @Test
  void nodesTalkOverTlsAndAStrangerIsRefused() throws Exception {
    Authority ours = new Authority(folder.resolve("ours"));
    Authority theirs = new Authority(folder.resolve("theirs"));
    try (NodeProcesses nodes = new NodeProcesses(folder, "n1", "n2")) {
      List<List<String>> n1 = new ArrayList<>(nodes.first("n1"));
      n1.addAll(ours.node("n1"));
      nodes.start("n1", List.of(List.of("config", file(n1).toString())));
      List<List<String>> n2 = new ArrayList<>(nodes.first("n2"));
      n2.addAll(ours.node("n2"));
      n2.add(List.of("cluster-listen", "0.0.0.0:" + nodes.logPort("n2")));
      nodes.start("n2", n2);
      nodes.awaitReady("n1");
      nodes.awaitReady("n2");
      assertThat(nodes.run("kv", "incr", "visits")).isEqualTo(new Said(0, "1\n", ""));

      // One listens where its peers reach it, the other where --cluster-listen says.
      assertThatThrownBy(() -> new Socket("127.0.0.2", nodes.logPort("n1")))
          .isInstanceOf(ConnectException.class);
      new Socket("127.0.0.2", nodes.logPort("n2")).close();

      assertThatThrownBy(() -> talkWithoutACertificate(nodes.logPort("n1")))
          .isInstanceOf(IOException.class);
      List<List<String>> n3 = new ArrayList<>(nodes.any("n3"));
      n3.add(List.of("join", "127.0.0.1:" + nodes.logPort("n3")));
      n3.addAll(theirs.node("n3"));
      nodes.start("n3", n3);
      Said added = nodes.run("cluster", "add", "n3=127.0.0.1:" + nodes.logPort("n3"));
      assertThat(added.status()).as(added.toString()).isEqualTo(ExitStatus.REFUSED);
      assertThat(nodes.run("kv", "incr", "visits")).isEqualTo(new Said(0, "2\n", ""));
    }
  }

  private Path file(List<List<String>> options) throws IOException {
    String lines =
        options.stream().map(it -> String.join("=", it) + "\n").collect(Collectors.joining());
    return Files.writeString(folder.resolve("node.conf"), "# as options, one a line\n" + lines);
  }

  /** Fails when the other end hangs up, which with TLS 1.3 it does after the handshake. */
  private static void talkWithoutACertificate(int port) throws Exception {
    TrustManager anybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String kind) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String kind) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {anybody}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      socket.startHandshake();
      socket.getOutputStream().write(new byte[64]);
      while (socket.getInputStream().read() >= 0) {
        // The greeting of HTTP/2 may come before the other end has looked for a certificate.
      }
      throw new IOException("hung up");
    }
  }
}
