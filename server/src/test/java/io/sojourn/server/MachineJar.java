package io.sojourn.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Jars with state machines in them, made of source by the compiler. */
final class MachineJar {

  private static final String SERVICE = "META-INF/services/io.sojourn.machine.MachineProvider";

  private MachineJar() {}

  /** A machine that does not admit a user of the name that it is given. */
  static String source(String type, String name, int version, String foe) {
    return """
    public final class %s implements io.sojourn.machine.MachineProvider {
      @Override public String name() { return "%s"; }
      @Override public int version() { return %d; }
      @Override public io.sojourn.machine.UserStateMachine create() { return new Machine(); }

      static final class Machine implements io.sojourn.machine.UserStateMachine {
        @Override public Execution<byte[], byte[]> apply(
            io.sojourn.machine.State<byte[]> state, byte[] command, Context context) {
          return Execution.of(command);
        }
        @Override public io.sojourn.machine.Admission<byte[]> onSessionCreated(
            io.sojourn.machine.State<byte[]> state,
            io.sojourn.session.Session session,
            Context context) {
          return session.userId().equals("%s")
              ? io.sojourn.machine.Admission.refuse("Not here.")
              : io.sojourn.machine.Admission.accept();
        }
      }
    }
    """
        .formatted(type, name, version, foe);
  }

  /** Makes a jar of a provider's source. */
  static void write(Path jar, String provider, String source) throws IOException {
    write(jar, provider, Map.of(provider, source));
  }

  /** Makes a jar that names a provider, of the sources of classes by their names. */
  static void write(Path jar, String provider, Map<String, String> sources) throws IOException {
    Path classes = Files.createTempDirectory(jar.resolveSibling("..").normalize(), "classes");
    if (!sources.isEmpty()) {
      compile(sources, classes);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      out.putNextEntry(new JarEntry(SERVICE));
      out.write((provider + "\n").getBytes(StandardCharsets.UTF_8));
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
      }
    }
  }

  private static void compile(Map<String, String> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((type, source) -> units.add(unit(type, source)));
      List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
      if (!compiler.getTask(null, files, null, options, null, units).call()) {
        throw new AssertionError("the machine does not compile");
      }
    }
  }

  private static JavaFileObject unit(String type, String source) {
    URI name = URI.create("string:///" + type.replace('.', '/') + ".java");
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
