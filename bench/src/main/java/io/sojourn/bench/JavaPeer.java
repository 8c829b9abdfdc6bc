package io.sojourn.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Programs in Java beside which Sojourn is measured, each in a process of its own. */
final class JavaPeer {

  private JavaPeer() {}

  /** Starts a main class of the benchmarks' own class path; does not wait for it. */
  static ServerProcess launch(
      String mainClass, List<String> flags, List<String> arguments, int port, Path folder)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), mainClass));
    command.addAll(arguments);
    return ServerProcess.launch(command, Map.of(), port, folder);
  }

  /** The class path of this process, for one that runs in another folder. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(part -> Path.of(part).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
