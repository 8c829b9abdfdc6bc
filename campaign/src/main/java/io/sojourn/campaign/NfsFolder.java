package io.sojourn.campaign;

import io.sojourn.nfs.protocol.Status;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a lane as it has to be: what each name stands for, and the change attributes as far
 * as they are known. Nobody but the lane changes it, one request at a time. Not thread-safe.
 */
final class NfsFolder {

  /** How many names it may have before no more are made. */
  static final int NAMES_MAX = 8;

  private static final int FILE_BYTES_MAX = 150_000;
  private static final String DIRECTORY = "directory";
  private static final String LINK = "link ";
  private static final String FILE = "file ";

  private final SortedMap<String, String> entries = new TreeMap<>();
  private final Map<String, Long> fileChanges = new HashMap<>();
  private @Nullable Long change;

  /** What a directory is described as. */
  static String directory() {
    return DIRECTORY;
  }

  /** What a link is described as. */
  static String link(String target) {
    return LINK + target;
  }

  /** What a file is described as. */
  static String file(String text) {
    return FILE + text;
  }

  /** What each name stands for. */
  SortedMap<String, String> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** The change attribute of the folder, if it is known. */
  @Nullable Long change() {
    return change;
  }

  void setChange(@Nullable Long other) {
    change = other;
  }

  /** The change attribute of a file, if it is known. */
  @Nullable Long fileChange(String name) {
    return fileChanges.get(name);
  }

  void setFileChange(String name, long other) {
    fileChanges.put(name, other);
  }

  /** No change attribute is known any more. */
  void forgetChanges() {
    change = null;
    fileChanges.clear();
  }

  private boolean is(String name, String kind) {
    return entries.getOrDefault(name, "").startsWith(kind);
  }

  /** A rename that the kinds of both names allow. */
  NfsStep rename(String from, String to) {
    boolean fits = !entries.containsKey(to) || is(from, DIRECTORY) == is(to, DIRECTORY);
    return fits ? new NfsStep.Rename(from, to) : new NfsStep.Remove(from);
  }

  /** A write at the end of a file, if the name is that of one with room. */
  NfsStep append(String name, int bytes, Random random) {
    String there = entries.getOrDefault(name, "");
    int size = there.length() - FILE.length();
    if (!there.startsWith(FILE) || size + bytes > FILE_BYTES_MAX) {
      return new NfsStep.Remove(name);
    }
    StringBuilder text = new StringBuilder(bytes);
    for (int i = 0; i < bytes; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return new NfsStep.Append(name, size, text.toString());
  }

  /** What the request has to be answered. */
  Status expected(NfsStep step) {
    boolean there = entries.containsKey(step.name());
    return switch (step) {
      case NfsStep.MakeDirectory make -> there ? Status.EXIST : Status.OK;
      case NfsStep.MakeLink make -> there ? Status.EXIST : Status.OK;
      case NfsStep.MakeFile make -> there ? Status.EXIST : Status.OK;
      case NfsStep.Append append -> there ? Status.OK : Status.NOENT;
      case NfsStep.Rename rename -> there ? Status.OK : Status.NOENT;
      case NfsStep.Remove remove -> there ? Status.OK : Status.NOENT;
      case NfsStep.Look look -> Status.OK;
    };
  }

  /** What there has to be once the request took effect. */
  SortedMap<String, String> after(NfsStep step) {
    SortedMap<String, String> after = new TreeMap<>(entries);
    if (expected(step) != Status.OK) {
      return after;
    }
    switch (step) {
      case NfsStep.MakeDirectory make -> after.put(make.name(), DIRECTORY);
      case NfsStep.MakeLink make -> after.put(make.name(), link(make.target()));
      case NfsStep.MakeFile make -> after.put(make.name(), file(""));
      case NfsStep.Append append -> after.merge(append.name(), append.text(), String::concat);
      case NfsStep.Remove remove -> after.remove(remove.name());
      case NfsStep.Look look -> {
        // Nothing.
      }
      case NfsStep.Rename rename -> {
        String moved = after.remove(rename.name());
        if (moved != null) {
          after.put(rename.to(), moved);
        }
      }
    }
    return after;
  }

  /** The request took effect. */
  void apply(NfsStep step) {
    SortedMap<String, String> after = after(step);
    if (step instanceof NfsStep.Rename rename && !rename.to().equals(rename.name())) {
      fileChanges.remove(rename.to()); // a new name may count as a change of the file
    }
    fileChanges.keySet().retainAll(after.keySet());
    entries.clear();
    entries.putAll(after);
  }
}
