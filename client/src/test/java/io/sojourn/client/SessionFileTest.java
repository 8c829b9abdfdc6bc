package io.sojourn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {

  private static final byte[] NONCE = new byte[SessionFile.NONCE_LENGTH];
  private static final byte[] TOKEN = new byte[SessionFile.TOKEN_LENGTH];

  static {
    NONCE[3] = 7;
    TOKEN[31] = -1;
  }

  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("session");
  }

  private static SessionFile.Noted noted(@Nullable SessionId id, long next, long push) {
    return new SessionFile.Noted(NONCE, TOKEN, id, next, push);
  }

  @Test
  void whatIsWrittenIsReadByTheNext() throws IOException {
    SessionId id = new SessionId(-5, 5);
    try (SessionFile file = new SessionFile(path())) {
      assertThat(file.read()).isNull();
      file.write(noted(null, 1, 0));
      file.write(noted(id, 70_000, 12));
    }
    try (SessionFile file = new SessionFile(path())) {
      assertThat(file.read()).usingRecursiveComparison().isEqualTo(noted(id, 70_000, 12));
      file.write(noted(null, 70_000, 12));
      assertThat(file.read()).usingRecursiveComparison().isEqualTo(noted(null, 70_000, 12));
      file.delete();
      assertThat(file.read()).isNull();
    }
  }

  @Test
  void nobodyButTheOwnerReadsIt() throws IOException {
    // One that was left behind, and is open to all.
    Files.writeString(folder.resolve("session.new"), "");
    Files.setPosixFilePermissions(
        folder.resolve("session.new"), PosixFilePermissions.fromString("rw-rw-rw-"));
    try (SessionFile file = new SessionFile(path())) {
      file.write(noted(null, 1, 0));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  void oneClientAtATimeHasIt() throws IOException {
    try (SessionFile file = new SessionFile(path())) {
      file.write(noted(null, 1, 0));
      assertThatThrownBy(() -> new SessionFile(path()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another client uses");
    }
    new SessionFile(path()).close();
  }

  @Test
  void aFileThatIsNoneOrDamagedIsRefusedAndLeftAsItIs() throws IOException {
    try (SessionFile file = new SessionFile(path())) {
      file.write(noted(new SessionId(1, 2), 5, 6));
      String good = Files.readString(path());
      for (String bad :
          Stream.of(
                  "",
                  "something else\n",
                  good.replace("session 1", "session 2"),
                  good.replaceFirst("\nnonce .*", ""),
                  good.replaceFirst("\ntoken .", "\ntoken "),
                  good.replaceFirst("\nid .*", "\nid xyz"),
                  good.replaceFirst("next-sequence 5", "next-sequence -5"),
                  good.replaceFirst("last-push 6", "last-push 6x"),
                  good + "last-push 7\n",
                  good + "nonsense\n",
                  good + "x ".repeat(5000))
              .toList()) {
        Files.writeString(path(), bad);
        assertThatThrownBy(file::read)
            .as(bad)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the session file");
        assertThat(Files.readString(path())).isEqualTo(bad);
      }
    }
  }
}
