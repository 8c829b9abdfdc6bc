package io.sojourn.cli;

import io.sojourn.server.NfsChoice;
import io.sojourn.server.ServerConfig;
import io.sojourn.server.ServerStartException;

/** Why {@code serve} could not start, in one line that names the option that helps. */
final class StartFailure {

  private StartFailure() {}

  static String explain(ServerConfig config, ServerStartException failed) {
    String message = SojournCommand.reason(failed).lines().findFirst().orElse("cannot start");
    return switch (failed.reason()) {
      case CANNOT_LISTEN ->
          message.contains("in use")
              ? "port "
                  + config.doors().address().port()
                  + " on "
                  + config.doors().address().host()
                  + " is taken by another program;"
                  + " choose another with --port N"
              : message + "; see --host and --port";
      case CANNOT_LISTEN_NFS ->
          message.contains("in use")
              ? "port "
                  + config.nfs().map(NfsChoice::port).orElse(0)
                  + " on "
                  + config.doors().address().host()
                  + " is taken by another program; choose another for NFS with "
                  + NfsOptions.PORT
                  + " N, or 0 for none"
              : message + "; see --host and " + NfsOptions.PORT;
      case FOLDER_LOCKED, NEWER_DATA -> message + " (--data DIR names another folder)";
      case NO_MACHINE -> message + "; see --machines, --machine and --data";
      case FOLDER_UNUSABLE ->
          message.contains(config.dataFolder().toString())
              ? message
              : message + " (the data folder is " + config.dataFolder() + ")";
    };
  }
}
