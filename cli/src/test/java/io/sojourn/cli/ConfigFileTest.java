package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigFileTest {
  @TempDir private Path folder;

  private final CommandLine sojourn = SojournCommand.commandLine();
  private final CommandLine serve = Objects.requireNonNull(sojourn.getSubcommands().get("serve"));

  @Test
  void whatItSaysCountsUnlessTheCommandLineSaysOtherwise() throws IOException {
    Path file = write("# of this machine\nport = 3001 \nnfs-port=0\n");
    serve.setDefaultValueProvider(ConfigFile.read(file, serve.getCommandSpec()));
    sojourn.parseArgs("serve");
    assertThat(option("--port")).isEqualTo(3001);
    assertThat(option("--nfs-port")).isEqualTo(0);
    sojourn.parseArgs("serve", "--port", "3002");
    assertThat(option("--port")).isEqualTo(3002);
  }

  @Test
  void aNameThatIsNoOptionIsRefusedWithThoseThatAre() throws IOException {
    for (String name : List.of("prot", "help", "config", "--port")) {
      Path file = write(name + "=1\n");
      assertThatThrownBy(() -> ConfigFile.read(file, serve.getCommandSpec()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContainingAll("no option " + name, file.toString(), "nfs-port, node, peers");
    }
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    Path noText = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 'a', '=', '1'});
    for (Path file : List.of(folder.resolve("nowhere"), folder, noText, write("port=\\u00zz\n"))) {
      assertThatThrownBy(() -> ConfigFile.read(file, serve.getCommandSpec()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void itsPathMayBeWrittenAsTwoWordsOrAsOne() {
    assertThat(ConfigFile.named(List.of("serve", "--config", "a"))).contains(Path.of("a"));
    assertThat(ConfigFile.named(List.of("serve", "--config=a=b"))).contains(Path.of("a=b"));
    assertThat(ConfigFile.named(List.of("serve", "--config"))).isEmpty();
    assertThat(ConfigFile.named(List.of("serve"))).isEmpty();
  }

  private Object option(String name) {
    return serve.getCommandSpec().findOption(name).getValue();
  }

  private Path write(String lines) throws IOException {
    return Files.writeString(folder.resolve("server.conf"), lines);
  }
}
