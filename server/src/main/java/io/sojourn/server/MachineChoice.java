package io.sojourn.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which state machine a server runs.
 *
 * @param folder with the jars in which it is found; empty for the key-value machine that ships
 * @param name of the one to run, if there are several in those jars
 */
public record MachineChoice(Optional<Path> folder, Optional<String> name) {

  /** The key-value machine that ships. */
  public static final MachineChoice SHIPPED = new MachineChoice(Optional.empty(), Optional.empty());

  /**
   * Checks that a name is of something.
   *
   * @throws IllegalArgumentException if there is a name and no folder
   */
  public MachineChoice {
    if (name.isPresent() && folder.isEmpty()) {
      throw new IllegalArgumentException("a machine's name chooses among those of a folder");
    }
  }

  /** The only machine in the jars of a folder. */
  public static MachineChoice in(Path folder) {
    return new MachineChoice(Optional.of(folder), Optional.empty());
  }

  /** The machine of that name in the jars of a folder. */
  public static MachineChoice in(Path folder, String name) {
    return new MachineChoice(Optional.of(folder), Optional.of(name));
  }
}
