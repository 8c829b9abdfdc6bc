package io.sojourn.nfs.client;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;

/**
 * Attributes of a file by their numbers, with their values (fattr4; RFC 8881, 5): to be set, to be
 * compared, or as a server told them. Not thread-safe.
 */
public final class AttributeValues {

  private final TreeMap<Integer, byte[]> values = new TreeMap<>();

  /** The permissions and the bits above them. */
  public AttributeValues mode(int mode) {
    return number(FileAttribute.MODE, mode);
  }

  /** The size in bytes. */
  public AttributeValues size(long bytes) {
    XdrWriter value = new XdrWriter(8);
    value.writeLong(bytes);
    return raw(FileAttribute.SIZE, value.toBytes());
  }

  /** The user, as text. */
  public AttributeValues owner(String owner) {
    return text(FileAttribute.OWNER, owner);
  }

  /** The group, as text. */
  public AttributeValues ownerGroup(String group) {
    return text(FileAttribute.OWNER_GROUP, group);
  }

  /** When it was last changed, as the client says. */
  public AttributeValues timeModify(long seconds, int nanoseconds) {
    XdrWriter value = new XdrWriter(16);
    value.writeInt(1); // SET_TO_CLIENT_TIME4
    value.writeLong(seconds);
    value.writeInt(nanoseconds);
    return raw(FileAttribute.TIME_MODIFY_SET, value.toBytes());
  }

  /** That it was last changed now, by the server's clock. */
  public AttributeValues timeModifyNow() {
    return number(FileAttribute.TIME_MODIFY_SET, 0); // SET_TO_SERVER_TIME4
  }

  private AttributeValues number(int attribute, int value) {
    XdrWriter encoded = new XdrWriter(4);
    encoded.writeInt(value);
    return raw(attribute, encoded.toBytes());
  }

  private AttributeValues text(int attribute, String value) {
    XdrWriter encoded = new XdrWriter();
    encoded.writeText(value);
    return raw(attribute, encoded.toBytes());
  }

  /** Any attribute with any bytes for its value. */
  public AttributeValues raw(int attribute, byte[] encoded) {
    values.put(attribute, encoded);
    return this;
  }

  /** The numbers of the attributes that are there. */
  public Set<Integer> numbers() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * Reads the value of an attribute.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public XdrReader value(int attribute) {
    byte[] encoded = values.get(attribute);
    if (encoded == null) {
      throw new IllegalArgumentException("attribute " + attribute + " is not there");
    }
    return new XdrReader(encoded);
  }

  /** The value of an attribute that is a number of 32 bits: 0 to 2^32-1. */
  public long unsigned(int attribute) throws XdrException {
    return value(attribute).readUnsigned();
  }

  /** The value of an attribute that is a number of 64 bits. */
  public long number(int attribute) throws XdrException {
    return value(attribute).readLong();
  }

  /** The value of an attribute that is text. */
  public String text(int attribute) throws XdrException {
    return value(attribute).readText(FileAttribute.OPAQUE_MAX);
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    writeBitmap(to, values.keySet().stream().mapToInt(Integer::intValue).toArray());
    XdrWriter all = new XdrWriter();
    for (byte[] value : values.values()) {
      all.writeEncoded(value, 0, value.length);
    }
    to.writeOpaque(all.toBytes());
  }

  /** Writes a set of numbers (bitmap4; RFC 8881, 3.3.2). */
  static void writeBitmap(XdrWriter to, int... numbers) {
    int highest = -1;
    for (int number : numbers) {
      highest = Math.max(highest, number);
    }
    int[] words = new int[(highest + Integer.SIZE) / Integer.SIZE];
    for (int number : numbers) {
      words[number / Integer.SIZE] |= 1 << number % Integer.SIZE;
    }
    to.writeInt(words.length);
    for (int word : words) {
      to.writeInt(word);
    }
  }

  /**
   * Reads what a server tells.
   *
   * @throws XdrException also for an attribute whose shape is not known here
   */
  public static AttributeValues read(XdrReader from) throws XdrException {
    int count = from.readCount(64);
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = from.readInt();
    }
    byte[] all = from.readOpaque(from.remaining());
    XdrReader values = new XdrReader(all);
    AttributeValues read = new AttributeValues();
    for (int number = 0; number < count * Integer.SIZE; number++) {
      if ((words[number / Integer.SIZE] & 1 << number % Integer.SIZE) != 0) {
        int begin = values.position();
        FileAttribute.skip(number, values);
        read.raw(number, Arrays.copyOfRange(all, begin, values.position()));
      }
    }
    values.requireEnd();
    return read;
  }
}
