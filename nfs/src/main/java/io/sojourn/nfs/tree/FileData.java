package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;

/**
 * The bytes of files, in blocks of which only those are kept that something was written to, and of
 * each only as far as it was written: what is not there reads as zeros.
 */
final class FileData {

  /** How many bytes of a file one block stands for. */
  static final int BLOCK_BYTES = 1 << 16;

  private static final String PREFIX = "b/";

  private final ServiceState state;

  FileData(ServiceState state) {
    this.state = state;
  }

  private static String prefix(long fileId) {
    return PREFIX + HexFormat.of().toHexDigits(fileId) + "/";
  }

  private static String name(long fileId, long block) {
    return prefix(fileId) + HexFormat.of().toHexDigits((int) block);
  }

  /** The bytes from an offset on, which the file has all. */
  byte[] read(long fileId, long offset, int count) {
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK_BYTES);
      int part = Math.min(count - done, BLOCK_BYTES - inBlock);
      byte[] block = state.get(name(fileId, at / BLOCK_BYTES));
      if (block != null && block.length > inBlock) {
        System.arraycopy(block, inBlock, bytes, done, Math.min(part, block.length - inBlock));
      }
      done += part;
    }
    return bytes;
  }

  /**
   * Puts bytes at an offset.
   *
   * @return how many more bytes are kept than before
   */
  long write(long fileId, long offset, byte[] bytes) {
    long more = 0;
    int done = 0;
    while (done < bytes.length) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK_BYTES);
      int part = Math.min(bytes.length - done, BLOCK_BYTES - inBlock);
      String name = name(fileId, at / BLOCK_BYTES);
      byte[] before = state.get(name);
      int kept = before == null ? 0 : before.length;
      byte[] after = new byte[Math.max(kept, inBlock + part)];
      if (before != null) {
        System.arraycopy(before, 0, after, 0, kept);
      }
      System.arraycopy(bytes, done, after, inBlock, part);
      state.put(name, after);
      more += after.length - kept;
      done += part;
    }
    return more;
  }

  /**
   * Drops what is behind a length.
   *
   * @return how many more bytes are kept than before: a negative number
   */
  long truncate(long fileId, long length) {
    SortedMap<String, byte[]> all = state.withPrefix(prefix(fileId));
    long more = 0;
    for (String name : List.copyOf(all.tailMap(name(fileId, length / BLOCK_BYTES)).keySet())) {
      byte[] before = state.get(name);
      long begin =
          (long) HexFormat.fromHexDigits(name, name.length() - 8, name.length()) * BLOCK_BYTES;
      int keep = (int) Math.max(0, Math.min(before == null ? 0 : before.length, length - begin));
      if (before != null && keep < before.length) {
        if (keep == 0) {
          state.remove(name);
        } else {
          state.put(name, Arrays.copyOf(before, keep));
        }
        more += keep - before.length;
      }
    }
    return more;
  }
}
