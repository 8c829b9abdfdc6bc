package io.sojourn.nfs.tree;

import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Attributes and their values as a client sends them (fattr4). */
final class Values {

  private final TreeMap<Integer, Consumer<XdrWriter>> values = new TreeMap<>();

  static Values none() {
    return new Values();
  }

  Values with(int number, Consumer<XdrWriter> value) {
    values.put(number, value);
    return this;
  }

  Values size(long size) {
    return with(4, to -> to.writeLong(size));
  }

  Values mode(int mode) {
    return with(33, to -> to.writeInt(mode));
  }

  Values owner(String owner) {
    return with(36, to -> to.writeText(owner));
  }

  Values group(String group) {
    return with(37, to -> to.writeText(group));
  }

  /** The time of the last change of the bytes, as the client says. */
  Values modifiedAt(long seconds, int nanos) {
    return with(
        54,
        to -> {
          to.writeInt(1);
          to.writeLong(seconds);
          to.writeInt(nanos);
        });
  }

  /** The same, as the server's clock says. */
  Values modifiedNow() {
    return with(54, to -> to.writeInt(0));
  }

  void write(XdrWriter to) {
    Bitmap mask = Bitmap.EMPTY;
    int[] more = new int[0];
    XdrWriter list = new XdrWriter();
    for (Map.Entry<Integer, Consumer<XdrWriter>> value : values.entrySet()) {
      int number = value.getKey();
      if (number < 96) {
        mask = mask.with(number);
      } else {
        more = new int[] {mask.first(), mask.second(), mask.third(), 1 << (number - 96)};
      }
      value.getValue().accept(list);
    }
    if (more.length == 0) {
      mask.write(to);
    } else {
      to.writeInt(more.length);
      for (int word : more) {
        to.writeInt(word);
      }
    }
    to.writeOpaque(list.toBytes());
  }
}
