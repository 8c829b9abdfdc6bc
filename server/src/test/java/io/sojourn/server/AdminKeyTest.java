package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first API key and the file that holds it. */
class AdminKeyTest {

  @TempDir Path folder;
  private final Tokens tokens = new Tokens();

  private Path file() {
    return folder.resolve("admin.key");
  }

  @Test
  void isMadeOnceAndReadByItsOwnerOnly() throws IOException {
    AdminKey made = AdminKey.in(new DataFolder(folder), tokens);
    String key = Files.readString(file());
    assertThat(key).matches("sk_[A-Za-z0-9_-]{43}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    AdminKey read = AdminKey.in(new DataFolder(folder), tokens);
    assertThat(Files.readString(file())).isEqualTo(key);
    assertThat(made.matches(key.strip())).isTrue();
    assertThat(read.matches(key.strip())).isTrue();
    assertThat(read.matches(tokens.newApiKey())).isFalse();
    assertThat(read.matches("")).isFalse();
  }

  @Test
  void isMadeWholeAfterACrashLeftADraft() throws IOException {
    Files.writeString(folder.resolve("admin.key.new"), "sk_half");
    AdminKey.in(new DataFolder(folder), tokens);
    assertThat(Files.readString(file())).matches("sk_[A-Za-z0-9_-]{43}\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void refusesAFileThatHoldsNoKeyWithoutShowingIt() throws IOException {
    for (String content : new String[] {"", "sk_short", "hunter2", "x".repeat(5000)}) {
      Files.writeString(file(), content);
      assertThatThrownBy(() -> AdminKey.in(new DataFolder(folder), tokens))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining(file() + " does not hold an API key")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void warnsWhenOthersMayReadIt() throws IOException {
    AdminKey.in(new DataFolder(folder), tokens);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    try (LogLines lines = LogLines.of(AdminKey.class)) {
      AdminKey.in(new DataFolder(folder), tokens);
      assertThat(lines.text()).contains("may be read by others (rw-r--r--)").contains("chmod 600");
      assertThat(lines.text()).doesNotContain(Files.readString(file()).strip());
    }
  }
}
