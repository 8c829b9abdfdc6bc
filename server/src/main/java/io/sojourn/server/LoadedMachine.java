package io.sojourn.server;

import io.sojourn.engine.MachineIdentity;
import io.sojourn.kv.KvProvider;
import io.sojourn.machine.MachineProvider;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.server.ServerStartException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine that a server runs, with the class loader of its own if it came out of jars.
 *
 * @param name of the machine
 * @param version of the machine
 * @param machine itself
 * @param jars the loader to be closed after it, which does nothing for the machine that ships
 */
record LoadedMachine(String name, int version, UserStateMachine machine, Closeable jars)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoadedMachine.class);

  /**
   * Finds and makes the machine.
   *
   * @throws ServerStartException if there is none, or not one alone
   */
  static LoadedMachine of(MachineChoice choice) {
    if (choice.folder().isEmpty()) {
      return make(new KvProvider(), () -> {});
    }
    Path folder = choice.folder().get();
    // The parent comes first: a copy of Sojourn's own classes in a jar is not used.
    URLClassLoader jars =
        new URLClassLoader("machines", urls(jarsIn(folder)), LoadedMachine.class.getClassLoader());
    try {
      LoadedMachine machine = make(choose(found(folder, jars), choice, folder), jars);
      LOG.info("Running the machine {}, version {}", machine.name(), machine.version());
      return machine;
    } catch (ServerStartException e) {
      close(jars);
      throw e;
    }
  }

  MachineIdentity identity() {
    return new MachineIdentity(name, version);
  }

  private static List<Path> jarsIn(Path folder) {
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw cannot("cannot read the folder " + folder + ": " + DiskTrouble.why(e), e);
    }
    if (jars.isEmpty()) {
      throw cannot("there is no jar in " + folder);
    }
    for (Path jar : jars) {
      try (JarFile opened = new JarFile(jar.toFile())) {
        LOG.debug("{} has {} entries", jar, opened.size());
      } catch (IOException e) {
        throw cannot(jar + " is not a jar that can be read: " + DiskTrouble.why(e), e);
      }
    }
    return jars;
  }

  private static URL[] urls(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw cannot(jar + " cannot be named as a URL", e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** The providers in the jars, and not those that the server itself may have, by name. */
  private static SortedMap<String, MachineProvider> found(Path folder, URLClassLoader jars) {
    SortedMap<String, MachineProvider> found = new TreeMap<>();
    try {
      ServiceLoader.load(MachineProvider.class, jars).stream()
          .filter(provider -> Objects.equals(provider.type().getClassLoader(), jars))
          .map(ServiceLoader.Provider::get)
          .forEach(provider -> add(provider, found, folder));
    } catch (ServerStartException known) {
      throw known;
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      throw cannot("a machine in " + folder + " cannot be loaded: " + why(e), e);
    }
    return found;
  }

  private static void add(
      MachineProvider provider, SortedMap<String, MachineProvider> found, Path folder) {
    String name = provider.name();
    if (name == null || !name.matches(MachineProvider.NAME)) {
      throw cannot(
          provider.getClass().getName()
              + " has a name that is none, "
              + name
              + ": a lower-case letter, then those, digits and hyphens");
    }
    if (found.put(name, provider) != null) {
      throw cannot("two machines in " + folder + " have the name " + name);
    }
  }

  private static MachineProvider choose(
      SortedMap<String, MachineProvider> found, MachineChoice choice, Path folder) {
    if (found.isEmpty()) {
      throw cannot(
          "no jar in "
              + folder
              + " provides a machine: META-INF/services/"
              + MachineProvider.class.getName()
              + " has to name a class");
    }
    String names = String.join(", ", found.keySet());
    if (choice.name().isPresent()) {
      MachineProvider named = found.get(choice.name().get());
      if (named == null) {
        throw cannot(
            "no machine in "
                + folder
                + " has the name "
                + choice.name().get()
                + "; there is: "
                + names);
      }
      return named;
    }
    if (found.size() > 1) {
      throw cannot("there are several machines in " + folder + ", one has to be named: " + names);
    }
    return found.values().iterator().next();
  }

  private static LoadedMachine make(MachineProvider provider, Closeable jars) {
    String name = provider.name();
    try {
      int version = provider.version();
      if (version < 1 || version > MachineIdentity.VERSION_MAX) {
        throw cannot(
            "the machine "
                + name
                + " has the version "
                + version
                + ", not one from 1 to "
                + MachineIdentity.VERSION_MAX);
      }
      UserStateMachine machine = provider.create();
      if (machine == null) {
        throw cannot("the machine " + name + " makes nothing");
      }
      return new LoadedMachine(name, version, machine, jars);
    } catch (ServerStartException known) {
      throw known;
    } catch (LinkageError | RuntimeException e) {
      throw cannot("the machine " + name + " cannot be made: " + why(e), e);
    }
  }

  /** What went wrong, in one line: the innermost cause says most. */
  private static String why(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.toString().lines().findFirst().orElse("");
  }

  private static ServerStartException cannot(String message) {
    return new ServerStartException(Reason.NO_MACHINE, message, null);
  }

  private static ServerStartException cannot(String message, Throwable cause) {
    return new ServerStartException(Reason.NO_MACHINE, message, cause);
  }

  @Override
  public void close() {
    close(jars);
  }

  private static void close(Closeable jars) {
    try {
      jars.close();
    } catch (IOException e) {
      LOG.warn("Cannot close the jars of the machine", e);
    }
  }
}
