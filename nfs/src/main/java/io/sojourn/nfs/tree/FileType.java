package io.sojourn.nfs.tree;

/** What kind of object a file is (nfs_ftype4; RFC 8881, 3.3 and 5.8.1.2), numbered as there. */
enum FileType {
  REGULAR(1),
  DIRECTORY(2),
  BLOCK_DEVICE(3),
  CHARACTER_DEVICE(4),
  SYMBOLIC_LINK(5),
  SOCKET(6),
  FIFO(7);

  private final int code;

  FileType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  boolean isDevice() {
    return this == BLOCK_DEVICE || this == CHARACTER_DEVICE;
  }

  static FileType of(int code) {
    for (FileType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("no type of file has the number " + code);
  }
}
