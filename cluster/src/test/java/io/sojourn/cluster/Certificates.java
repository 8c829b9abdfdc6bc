package io.sojourn.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of its own, and what it signs. Needs openssl. */
final class Certificates {

  private static final List<String> NEW_KEY =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes");

  private final Path folder;

  /** Makes an authority. */
  Certificates(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(folder.resolve("loopback"), "subjectAltName=IP:127.0.0.1\n");
    openssl(
        NEW_KEY,
        "req",
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=authority",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem");
  }

  Path authority() {
    return folder.resolve("ca.pem");
  }

  /** A node's certificate, for the loopback address, signed by this authority. */
  TlsFiles node(String node) throws IOException {
    openssl(
        NEW_KEY, "req", "-subj", "/CN=" + node, "-keyout", node + ".key", "-out", node + ".csr");
    openssl(
        List.of("-CAcreateserial", "-days", "2", "-extfile", "loopback"),
        "x509",
        "-req",
        "-in",
        node + ".csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-out",
        node + ".pem");
    return new TlsFiles(authority(), folder.resolve(node + ".pem"), folder.resolve(node + ".key"));
  }

  private void openssl(List<String> more, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("openssl");
    command.addAll(List.of(arguments));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError("openssl failed (apt install openssl): " + said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
