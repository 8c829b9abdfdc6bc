package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.machine.TableKey;
import io.sojourn.nfs.compound.Tables;
import java.util.Arrays;

/**
 * The bytes of files, in blocks of which only those are kept that something was written to, and of
 * each only as far as it was written: what is not there reads as zeros.
 */
final class FileData {

  /** How many bytes of a file one block stands for. */
  static final int BLOCK_BYTES = 1 << 16;

  private final ServiceState state;

  FileData(ServiceState state) {
    this.state = state;
  }

  /** The bytes from an offset on, which the file has all. */
  byte[] read(long fileId, long offset, int count) {
    TableKey blocks = Tables.blocks(fileId);
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK_BYTES);
      int part = Math.min(count - done, BLOCK_BYTES - inBlock);
      byte[] block = state.get(blocks, at / BLOCK_BYTES);
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
    TableKey blocks = Tables.blocks(fileId);
    long more = 0;
    int done = 0;
    while (done < bytes.length) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK_BYTES);
      int part = Math.min(bytes.length - done, BLOCK_BYTES - inBlock);
      byte[] before = state.get(blocks, at / BLOCK_BYTES);
      int kept = before == null ? 0 : before.length;
      byte[] after = new byte[Math.max(kept, inBlock + part)];
      if (before != null) {
        System.arraycopy(before, 0, after, 0, kept);
      }
      System.arraycopy(bytes, done, after, inBlock, part);
      state.put(blocks, at / BLOCK_BYTES, after);
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
    TableKey blocks = Tables.blocks(fileId);
    long more = 0;
    for (Numbered block : state.from(blocks, length / BLOCK_BYTES, Integer.MAX_VALUE)) {
      byte[] before = block.value();
      long begin = block.number() * BLOCK_BYTES;
      int keep = (int) Math.max(0, Math.min(before.length, length - begin));
      if (keep == 0) {
        state.remove(blocks, block.number());
      } else if (keep < before.length) {
        state.put(blocks, block.number(), Arrays.copyOf(before, keep));
      }
      more += keep - before.length;
    }
    return more;
  }
}
