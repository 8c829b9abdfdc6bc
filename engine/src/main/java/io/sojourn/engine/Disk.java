package io.sojourn.engine;

import java.io.IOException;
import java.util.List;

/**
 * One folder of files, as little of it as a log needs. The real one is {@link FolderDisk}; tests
 * put a disk in its place that loses what was not synced.
 */
interface Disk {

  /** Takes the folder for this process, creating it if need be. */
  void lock() throws IOException;

  /** Gives the folder back. A second call does nothing. */
  void unlock();

  /** The names of the files in the folder, sorted. */
  List<String> list() throws IOException;

  /** Creates a file, empty even if there was one of that name. */
  DiskFile create(String name) throws IOException;

  /** Opens an existing file. */
  DiskFile open(String name) throws IOException;

  /** Renames a file, replacing one that has the new name. Durable after {@link #syncFolder}. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file, if it is there. Durable after {@link #syncFolder}. */
  void delete(String name) throws IOException;

  /** Makes creations, renames and deletions durable. */
  void syncFolder() throws IOException;

  /** The full path of a file, for messages. */
  String path(String name);
}
