package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files (RFC 8881, 14). */
class NameTest {

  private final World.Caller root = new World().root(1);

  private void refusedEverywhere(Status status, byte[] name) {
    String wide = new String(name, StandardCharsets.ISO_8859_1);
    for (int op : new int[] {Op.LOOKUP, Op.REMOVE, Op.SECINFO}) {
      root.refused(status, Request.putRoot(), Request.of(op, to -> to.writeOpaque(name)));
    }
    root.refused(
        status,
        Request.putRoot(),
        Request.of(
            Op.CREATE,
            to -> {
              to.writeInt(2);
              to.writeOpaque(name);
              Values.none().write(to);
            }));
    root.refused(
        status,
        Request.putRoot(),
        Request.save(),
        Request.of(
            Op.RENAME,
            to -> {
              to.writeOpaque(name);
              to.writeText("b");
            }));
    root.refused(
        status,
        Request.putRoot(),
        Request.save(),
        Request.of(
            Op.RENAME,
            to -> {
              to.writeText("b");
              to.writeOpaque(name);
            }));
    if (name.length == wide.getBytes(StandardCharsets.UTF_8).length) {
      root.refused(status, Request.putRoot(), OpenRequest.named(wide).please());
      root.refused(
          status, Request.putRoot(), OpenRequest.named(wide).guarded(Values.none()).please());
    }
  }

  @Test
  void aNameIsNotEmpty() {
    refusedEverywhere(Status.INVAL, new byte[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "61c3", "efbfbdff"})
  void aNameIsUtf8(String hex) {
    refusedEverywhere(Status.INVAL, HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aNameIsNotAnotherDirectory(String name) {
    refusedEverywhere(Status.BADNAME, name.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/", "a\0b"})
  void aNameIsNoPath(String name) {
    refusedEverywhere(Status.BADCHAR, name.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"a, 255", "ä, 127", "😀, 63"})
  void aNameHas255BytesOfUtf8(String unit, int fits) {
    root.done(Request.putRoot(), Request.makeDirectory(unit.repeat(fits)));
    root.done(Request.putRoot(), Request.lookup(unit.repeat(fits)));
    refusedEverywhere(Status.NAMETOOLONG, unit.repeat(fits + 1).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aNameIsWhatItsBytesAre() {
    root.done(Request.putRoot(), Request.makeDirectory("é"));
    root.refused(Status.NOENT, Request.putRoot(), Request.lookup("e\u0301"));
    root.refused(Status.NOENT, Request.putRoot(), Request.lookup("É"));
  }

  @Test
  void theSignForWhatIsMalformedIsACharacterLikeOthers() {
    root.done(Request.putRoot(), Request.makeDirectory("a\ufffd"));
    root.done(Request.putRoot(), Request.lookup("a\ufffd"));
  }
}
