package io.sojourn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority in a folder of its own, and what it signs. Needs openssl. */
final class Authority {

  private static final List<String> NEW_KEY =
      List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

  private final Path folder;

  Authority(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(folder.resolve("loopback"), "subjectAltName=IP:127.0.0.1\n");
    openssl("req -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem", NEW_KEY);
  }

  /** The options of a node that this authority has signed for, as name and value. */
  List<List<String>> node(String name) throws IOException, InterruptedException {
    openssl("req -subj /CN=" + name + " -keyout " + name + ".key -out " + name + ".csr", NEW_KEY);
    openssl(
        "x509 -req -days 2 -extfile loopback -CA ca.pem -CAkey ca.key -CAcreateserial -in "
            + (name + ".csr -out " + name + ".pem"),
        List.of());
    return List.of(
        List.of("cluster-ca", folder.resolve("ca.pem").toString()),
        List.of("cluster-cert", folder.resolve(name + ".pem").toString()),
        List.of("cluster-key", folder.resolve(name + ".key").toString()));
  }

  private void openssl(String words, List<String> more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words.split(" ", -1)));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("openssl failed (apt install openssl): " + said);
    }
  }
}
