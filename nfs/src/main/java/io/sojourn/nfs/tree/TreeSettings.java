package io.sojourn.nfs.tree;

/**
 * The bounds of the file tree, and what the attributes tell of them. Every node of a cluster must
 * run with the same ones: they decide what is refused.
 *
 * @param readBytesMax how many bytes one READ returns at most
 * @param writeBytesMax how many bytes one WRITE takes at most
 * @param fileBytesMax how long a file gets
 * @param treeBytesMax how many bytes all files have together, holes not counted
 * @param filesMax how many files, directories, links and special files there are
 * @param entriesMax how many entries a directory has
 * @param linksMax how many names a file has
 * @param holdersMax how many opens and delegations a file has at a time
 */
public record TreeSettings(
    int readBytesMax,
    int writeBytesMax,
    long fileBytesMax,
    long treeBytesMax,
    long filesMax,
    int entriesMax,
    int linksMax,
    int holdersMax) {

  /** A megabyte per READ and WRITE, files of 64 MiB, a tree of 1 GiB. */
  public static final TreeSettings DEFAULT =
      new TreeSettings(1 << 20, 1 << 20, 64L << 20, 1L << 30, 1_000_000, 100_000, 32_000, 4096);

  /** Checks that there is room for anything at all. */
  public TreeSettings {
    if (readBytesMax < 1
        || writeBytesMax < 1
        || fileBytesMax < 1
        || fileBytesMax > (long) Integer.MAX_VALUE * FileData.BLOCK_BYTES
        || treeBytesMax < 1
        || filesMax < 1
        || entriesMax < 1
        || linksMax < 1
        || holdersMax < 1) {
      throw new IllegalArgumentException("a file tree without room");
    }
  }
}
