package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.server.ServerStartException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server on state machines out of real jars. */
class MachinesTest {

  @TempDir Path folder;
  private Path data;
  private Path jars;

  @BeforeEach
  void makeFolders() throws IOException {
    data = folder.resolve("data");
    jars = Files.createDirectories(folder.resolve("jars"));
  }

  private SojournServer start(MachineChoice choice) {
    return SojournServer.start(
        ServerConfig.in(data).withAddress("127.0.0.1", 0).withMachine(choice));
  }

  private void jar(String file, String type, String name, int version, String foe)
      throws IOException {
    MachineJar.write(jars.resolve(file), type, MachineJar.source(type, name, version, foe));
  }

  private int create(SojournServer server, String user) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String base = "http://127.0.0.1:" + server.address().getPort();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/v1/sessions"))
              .header("Authorization", "Bearer " + Files.readString(server.adminKeyFile()).strip())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"user_id\":\"" + user + "\"}"))
              .build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private void assertRefused(MachineChoice choice, Reason reason, String... parts) {
    assertThatThrownBy(() -> start(choice).close())
        .isInstanceOfSatisfying(
            ServerStartException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aMachineOutOfAJarIsAskedForEachSessionAlsoAfterARestart() throws Exception {
    jar("door.jar", "Doorman", "door", 1, "mallory");
    for (int i = 0; i < 2; i++) {
      try (SojournServer server = start(MachineChoice.in(jars))) {
        assertThat(create(server, "ann")).isEqualTo(201);
        assertThat(create(server, "mallory")).isEqualTo(403);
      }
    }
    assertThat(data.resolve("machine")).hasContent("door 1\n");
  }

  @Test
  void theMachineOfTheGuideRuns() throws Exception {
    Path sources = Path.of("../engine/src/test/java/io/sojourn/guide");
    Map<String, String> guide = new TreeMap<>();
    for (String type : List.of("Counter", "CounterProvider")) {
      guide.put("io.sojourn.guide." + type, Files.readString(sources.resolve(type + ".java")));
    }
    MachineJar.write(jars.resolve("counter.jar"), "io.sojourn.guide.CounterProvider", guide);
    try (SojournServer server = start(MachineChoice.in(jars))) {
      assertThat(create(server, "ann")).isEqualTo(201);
      assertThat(create(server, "mallory")).isEqualTo(403);
    }
  }

  @Test
  void dataOfAnotherMachineIsRefused() throws Exception {
    jar("door.jar", "Doorman", "door", 1, "mallory");
    start(MachineChoice.in(jars)).close();
    assertRefused(MachineChoice.SHIPPED, Reason.NO_MACHINE, "machine door", "not by kv");
    start(MachineChoice.in(jars)).close();
  }

  @Test
  void aHigherVersionGoesOnAndALowerOneIsRefused() throws Exception {
    jar("door.jar", "Doorman", "door", 2, "mallory");
    start(MachineChoice.in(jars)).close();
    jar("door.jar", "Doorman", "door", 1, "mallory");
    assertRefused(MachineChoice.in(jars), Reason.NEWER_DATA, "version 2", "door", "version 1");
    jar("door.jar", "Doorman", "door", 3, "mallory");
    start(MachineChoice.in(jars)).close();
    assertThat(data.resolve("machine")).hasContent("door 3\n");
  }

  @Test
  void aFolderOfAVersionWithoutMachinesIsTheShippedOnes() throws Exception {
    start(MachineChoice.SHIPPED).close();
    assertThat(data.resolve("machine")).hasContent("kv 1\n");
    Files.delete(data.resolve("machine"));
    jar("door.jar", "Doorman", "door", 1, "mallory");
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "machine kv", "not by door");
    start(MachineChoice.SHIPPED).close();
    assertThat(data.resolve("machine")).hasContent("kv 1\n");
  }

  @Test
  void aFileThatSaysNothingIsRefused() throws Exception {
    start(MachineChoice.SHIPPED).close();
    for (String text : List.of("", "kv", "kv 0\n", "kv 1\n2\n", "KV 1\n", "kv 1\n".repeat(100))) {
      Files.writeString(data.resolve("machine"), text);
      assertRefused(MachineChoice.SHIPPED, Reason.FOLDER_UNUSABLE, "machine", "does not say");
    }
  }

  @Test
  void twoMachinesWithoutANameAreRefusedAndOneOfThemRunsByName() throws Exception {
    jar("a.jar", "Doorman", "door", 1, "mallory");
    jar("b.jar", "Gate", "gate", 1, "eve");
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "several", "door, gate");
    assertRefused(MachineChoice.in(jars, "wall"), Reason.NO_MACHINE, "wall", "door, gate");
    try (SojournServer server = start(MachineChoice.in(jars, "gate"))) {
      assertThat(create(server, "mallory")).isEqualTo(201);
      assertThat(create(server, "eve")).isEqualTo(403);
    }
    jar("c.jar", "Door", "door", 1, "x");
    assertRefused(MachineChoice.in(jars, "gate"), Reason.NO_MACHINE, "two machines", "name door");
  }

  @Test
  void whereThereIsNoMachineThatIsSaid() throws Exception {
    assertRefused(MachineChoice.in(folder.resolve("no")), Reason.NO_MACHINE, "no", "not there");
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "no jar in " + jars);
    MachineJar.write(jars.resolve("empty.jar"), "# nobody", Map.of());
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "provides", "META-INF/services");
    assertThat(data).doesNotExist();
  }

  @Test
  void aBrokenJarIsSaidToBeBroken() throws Exception {
    Path jar = jars.resolve("door.jar");
    Files.writeString(jar, "not a jar");
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, jar.toString());
    MachineJar.write(jar, "Missing", Map.of());
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "cannot be loaded", "Missing");
    MachineJar.write(jar, "Stranger", "public final class Stranger {}");
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "cannot be loaded", "Stranger");
    String source = MachineJar.source("Doorman", "door", 1, "x");
    String throwing =
        source.replace("return new Machine();", "throw new IllegalStateException(\"oh no\");");
    MachineJar.write(jar, "Doorman", throwing);
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "door", "oh no");
    MachineJar.write(jar, "Doorman", source.replace("\"door\"", "\"The Door\""));
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "name", "The Door");
    MachineJar.write(jar, "Doorman", source.replace("return 1;", "return 0;"));
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "door", "version 0");
    MachineJar.write(jar, "Doorman", source.replace("return new Machine();", "return null;"));
    assertRefused(MachineChoice.in(jars), Reason.NO_MACHINE, "door", "nothing");
  }
}
