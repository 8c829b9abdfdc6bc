package io.sojourn.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What the file system said, in words of people: its exceptions often say a path and no more. */
final class DiskTrouble {

  private DiskTrouble() {}

  /** Why a folder or file cannot be used that would be made, without its name. */
  static String whyNotMade(IOException trouble) {
    return trouble instanceof NoSuchFileException
        ? "it is not there and cannot be made"
        : why(trouble);
  }

  /** Why a folder or file cannot be used, without its name. */
  static String why(IOException trouble) {
    return switch (trouble) {
      case AccessDeniedException e -> "permission denied";
      case FileAlreadyExistsException e -> "there is something else of that name";
      case NotDirectoryException e -> "it is not a folder";
      case NoSuchFileException e -> "it is not there";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    };
  }
}
