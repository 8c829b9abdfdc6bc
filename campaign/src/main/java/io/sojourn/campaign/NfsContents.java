package io.sojourn.campaign;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.FileAttribute;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a folder as it is on the server. */
final class NfsContents {

  private static final int LIST_BYTES = 32_768;
  private static final int READ_BYTES = 1 << 18;
  private static final int DIRECTORY = 2;
  private static final int LINK = 5;

  private final NfsConnection connection;
  private final NfsSlot slot;
  private final String folder;

  private NfsContents(NfsConnection connection, NfsSlot slot, String folder) {
    this.connection = connection;
    this.slot = slot;
    this.folder = folder;
  }

  /** What each name stands for, in the words of {@link NfsFolder}. */
  static SortedMap<String, String> read(NfsConnection connection, NfsSlot slot, String folder)
      throws NfsLost, XdrException, NfsException, InterruptedException {
    return new NfsContents(connection, slot, folder).read();
  }

  private SortedMap<String, String> read()
      throws NfsLost, XdrException, NfsException, InterruptedException {
    SortedMap<String, String> found = new TreeMap<>();
    for (Map.Entry<String, Long> entry : list().entrySet()) {
      String name = entry.getKey();
      found.put(
          name,
          switch ((int) (long) entry.getValue()) {
            case DIRECTORY -> NfsFolder.directory();
            case LINK -> NfsFolder.link(target(name));
            default -> NfsFolder.file(text(name));
          });
    }
    return found;
  }

  private Compound inFolder() {
    return slot.next(false).putRootFileHandle().lookup(folder);
  }

  private CompoundReply ask(Compound compound) throws NfsLost, NfsException, InterruptedException {
    return slot.ask(connection, compound).orThrow();
  }

  /** The names with their types. */
  private SortedMap<String, Long> list()
      throws NfsLost, XdrException, NfsException, InterruptedException {
    Compound compound = inFolder().readDirectory(0, 0, LIST_BYTES, LIST_BYTES, FileAttribute.TYPE);
    XdrReader from = ask(compound).read(Op.READDIR);
    from.skip(8);
    SortedMap<String, Long> types = new TreeMap<>();
    while (from.readBoolean()) {
      from.skip(8);
      String name = from.readText(LIST_BYTES);
      types.put(name, AttributeValues.read(from).unsigned(FileAttribute.TYPE));
    }
    if (!from.readBoolean()) {
      throw new XdrException("a folder of few names is listed in parts");
    }
    return types;
  }

  private String target(String name)
      throws NfsLost, XdrException, NfsException, InterruptedException {
    return ask(inFolder().lookup(name).readLink()).read(Op.READLINK).readText(LIST_BYTES);
  }

  private String text(String name)
      throws NfsLost, XdrException, NfsException, InterruptedException {
    Compound compound = inFolder().lookup(name).read(StateId.ANONYMOUS, 0, READ_BYTES);
    XdrReader from = ask(compound).read(Op.READ);
    boolean end = from.readBoolean();
    String text = new String(from.readOpaque(READ_BYTES), StandardCharsets.US_ASCII);
    if (!end) {
      throw new XdrException(name + " is longer than anything that was written");
    }
    return text;
  }
}
