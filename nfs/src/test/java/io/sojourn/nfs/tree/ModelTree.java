package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tree does, in the most naive way: objects that hold each other, and everything is found
 * by going through everything. Each method says what the protocol has to answer.
 */
final class ModelTree {

  static final int FILES_MAX = 30;
  static final int ENTRIES_MAX = 12;
  static final int LINKS_MAX = 2;
  static final int BYTES_MAX = 150_000;

  private static final int READ = 4;
  private static final int WRITE = 2;
  private static final int SEARCH = 1;

  /** Any object of the tree. */
  static final class File {
    final FileType type;
    final TreeMap<String, File> names = new TreeMap<>();
    final List<Open> opens = new ArrayList<>();
    byte[] bytes = {};
    byte[] handle = {};
    int mode;
    long owner;

    File(FileType type, int mode, long owner) {
      this.type = type;
      this.mode = mode;
      this.owner = owner;
    }

    boolean isDirectory() {
      return type == FileType.DIRECTORY;
    }
  }

  /** A file that somebody has open; its pairs of access and deny as the opens asked for them. */
  static final class Open {
    final long client;
    final String owner;
    final List<int[]> pairs = new ArrayList<>();
    int count;

    Open(long client, String owner) {
      this.client = client;
      this.owner = owner;
    }

    boolean does(int access) {
      return pairs.stream().anyMatch(pair -> (pair[0] & access) != 0);
    }

    boolean denies(int access) {
      return pairs.stream().anyMatch(pair -> (pair[1] & access) != 0);
    }
  }

  final File root = new File(FileType.DIRECTORY, 0777, 0);
  final List<File> all = new ArrayList<>(List.of(root));

  /** How many directories name a file. */
  int names(File file) {
    int found = file == root ? 1 : 0;
    for (File directory : all) {
      for (File named : directory.names.values()) {
        found += named == file && isThere(directory) ? 1 : 0;
      }
    }
    return found;
  }

  /** What the attribute says: the names of a directory are its own, and those inside. */
  int links(File file) {
    return file.isDirectory()
        ? 2 + (int) file.names.values().stream().filter(File::isDirectory).count()
        : names(file);
  }

  /** Whether there is such a file still, with a name or open. */
  boolean isThere(File file) {
    return file == root || !file.opens.isEmpty() || all.stream().anyMatch(it -> holds(it, file));
  }

  private static boolean holds(File directory, File file) {
    return directory.names.containsValue(file);
  }

  private void forgetTheLost() {
    all.removeIf(file -> !isThere(file));
  }

  private static boolean may(long user, File file, int what) {
    if (user == 0) {
      return true;
    }
    int bits = user == file.owner ? file.mode >> 6 : file.mode;
    return (bits & what) == what;
  }

  private boolean mayTake(long user, File directory, File file) {
    boolean sticky = (directory.mode & 01000) != 0;
    boolean owns = user == 0 || user == directory.owner || user == file.owner;
    return may(user, directory, WRITE | SEARCH) && (!sticky || owns);
  }

  private boolean isSessions(File directory, String name) {
    return directory == root && name.equals("sessions");
  }

  Status make(long user, File directory, String name, FileType type, int mode) {
    if (!directory.isDirectory()) {
      return Status.NOTDIR;
    }
    if (!may(user, directory, SEARCH)) {
      return Status.ACCESS;
    }
    if (isSessions(directory, name) || directory.names.containsKey(name)) {
      return Status.EXIST;
    }
    return add(user, directory, name, new File(type, mode, user));
  }

  private Status add(long user, File directory, String name, File file) {
    if (!may(user, directory, WRITE | SEARCH)) {
      return Status.ACCESS;
    }
    if (all.size() > FILES_MAX || directory.names.size() >= ENTRIES_MAX) {
      return Status.NOSPC;
    }
    directory.names.put(name, file);
    all.add(file);
    return Status.OK;
  }

  Status remove(long user, File directory, String name) {
    if (!directory.isDirectory()) {
      return Status.NOTDIR;
    }
    if (isSessions(directory, name)) {
      return Status.ROFS;
    }
    if (!may(user, directory, SEARCH)) {
      return Status.ACCESS;
    }
    File file = directory.names.get(name);
    if (file == null) {
      return Status.NOENT;
    }
    if (!mayTake(user, directory, file)) {
      return Status.ACCESS;
    }
    if (!file.names.isEmpty()) {
      return Status.NOTEMPTY;
    }
    directory.names.remove(name);
    forgetTheLost();
    return Status.OK;
  }

  Status link(long user, File file, File directory, String name) {
    if (!directory.isDirectory()) {
      return Status.NOTDIR;
    }
    if (file.isDirectory()) {
      return Status.ISDIR;
    }
    if (!may(user, directory, SEARCH)) {
      return Status.ACCESS;
    }
    if (isSessions(directory, name) || directory.names.containsKey(name)) {
      return Status.EXIST;
    }
    if (!may(user, directory, WRITE | SEARCH)) {
      return Status.ACCESS;
    }
    if (names(file) == 0) {
      return Status.NOENT;
    }
    if (names(file) >= LINKS_MAX) {
      return Status.MLINK;
    }
    if (directory.names.size() >= ENTRIES_MAX) {
      return Status.NOSPC;
    }
    directory.names.put(name, file);
    return Status.OK;
  }

  Status rename(long user, File from, String oldName, File to, String newName) {
    if (!from.isDirectory() || !to.isDirectory()) {
      return Status.NOTDIR;
    }
    if (isSessions(from, oldName) || isSessions(to, newName)) {
      return Status.ROFS;
    }
    if (!may(user, from, SEARCH) || !may(user, to, SEARCH)) {
      return Status.ACCESS;
    }
    File file = from.names.get(oldName);
    File victim = to.names.get(newName);
    if (file == null) {
      return Status.NOENT;
    }
    if (file == victim) {
      return Status.OK;
    }
    if (!mayTake(user, from, file) || !may(user, to, WRITE | SEARCH)) {
      return Status.ACCESS;
    }
    if (victim != null && !mayTake(user, to, victim)) {
      return Status.ACCESS;
    }
    if (victim != null && (victim.isDirectory() != file.isDirectory() || !victim.names.isEmpty())) {
      return Status.EXIST;
    }
    if (isWithin(to, file)) {
      return Status.INVAL;
    }
    if (from != to && victim == null && to.names.size() >= ENTRIES_MAX) {
      return Status.NOSPC;
    }
    from.names.remove(oldName);
    to.names.put(newName, file);
    forgetTheLost();
    return Status.OK;
  }

  private static boolean isWithin(File directory, File above) {
    return directory == above
        || above.names.values().stream().anyMatch(it -> isWithin(directory, it));
  }

  /** Opens a file by its name; {@code guarded}: null if it is not made, else if it must be new. */
  Status open(
      long user,
      long client,
      File directory,
      String name,
      @Nullable Boolean guarded,
      String owner,
      int access,
      int deny) {
    if (directory.type == FileType.SYMBOLIC_LINK) {
      return Status.SYMLINK;
    }
    if (!directory.isDirectory()) {
      return Status.NOTDIR;
    }
    if (!may(user, directory, SEARCH)) {
      return Status.ACCESS;
    }
    boolean sessions = isSessions(directory, name);
    File file = directory.names.get(name);
    if (file == null && !sessions) {
      if (guarded == null) {
        return Status.NOENT;
      }
      file = new File(FileType.REGULAR, 0640, user);
      Status added = add(user, directory, name, file);
      return added == Status.OK ? share(file, client, owner, access, deny) : added;
    }
    if (guarded != null && guarded) {
      return Status.EXIST;
    }
    if (sessions || file == null || file.isDirectory()) {
      return Status.ISDIR;
    }
    if (file.type != FileType.REGULAR) {
      return file.type == FileType.SYMBOLIC_LINK ? Status.SYMLINK : Status.WRONG_TYPE;
    }
    boolean mayRead = may(user, file, READ) || may(user, file, SEARCH);
    if (((access & 1) != 0 && !mayRead) || ((access & 2) != 0 && !may(user, file, WRITE))) {
      return Status.ACCESS;
    }
    return share(file, client, owner, access, deny);
  }

  private Status share(File file, long client, String owner, int access, int deny) {
    Open own = null;
    for (Open open : file.opens) {
      if (open.client == client && open.owner.equals(owner)) {
        own = open;
      } else if (open.denies(access) || open.does(deny)) {
        return Status.SHARE_DENIED;
      }
    }
    if (own == null) {
      own = new Open(client, owner);
      file.opens.add(own);
    }
    own.pairs.add(new int[] {access, deny});
    own.count++;
    return Status.OK;
  }

  void close(File file, Open open) {
    file.opens.remove(open);
    forgetTheLost();
  }

  void release(long client) {
    all.forEach(file -> file.opens.removeIf(open -> open.client == client));
    forgetTheLost();
  }

  /** Whether bytes may be read or written; with an open, or without. */
  Status use(long user, File file, @Nullable Open open, int access) {
    if (file.isDirectory()) {
      return Status.ISDIR;
    }
    if (file.type != FileType.REGULAR) {
      return file.type == FileType.SYMBOLIC_LINK ? Status.SYMLINK : Status.WRONG_TYPE;
    }
    return useRegular(user, file, open, access);
  }

  private Status useRegular(long user, File file, @Nullable Open open, int access) {
    if (open != null && !open.does(access)) {
      return Status.OPENMODE;
    }
    if (open == null && file.opens.stream().anyMatch(other -> other.denies(access))) {
      return Status.LOCKED;
    }
    boolean owns = open != null && user == file.owner;
    boolean may =
        access == 2 ? may(user, file, WRITE) : may(user, file, READ) || may(user, file, SEARCH);
    return owns || may ? Status.OK : Status.ACCESS;
  }

  Status write(long user, File file, @Nullable Open open, int offset, byte[] bytes) {
    Status may = use(user, file, open, 2);
    if (may != Status.OK) {
      return may;
    }
    if (offset + bytes.length > BYTES_MAX) {
      return Status.FBIG;
    }
    file.bytes = Arrays.copyOf(file.bytes, Math.max(file.bytes.length, offset + bytes.length));
    System.arraycopy(bytes, 0, file.bytes, offset, bytes.length);
    return Status.OK;
  }

  Status setSize(long user, File file, @Nullable Open open, int size) {
    if (file.type != FileType.REGULAR) {
      return Status.WRONG_TYPE;
    }
    Status may = useRegular(user, file, open, 2);
    if (may != Status.OK) {
      return may;
    }
    if (size > BYTES_MAX) {
      return Status.FBIG;
    }
    file.bytes = Arrays.copyOf(file.bytes, size);
    return Status.OK;
  }

  Status setMode(long user, File file, int mode) {
    if (user != 0 && user != file.owner) {
      return Status.PERM;
    }
    file.mode = mode;
    return Status.OK;
  }
}
