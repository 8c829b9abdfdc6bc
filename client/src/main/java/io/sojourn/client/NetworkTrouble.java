package io.sojourn.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What the network said, in words of people: Java's exceptions often say nothing, or something that
 * only its authors understand. The words are for people and may change.
 */
public final class NetworkTrouble {

  private NetworkTrouble() {}

  /** Why nobody could be connected to, or the connection broke; a part of a sentence. */
  public static String why(Throwable failure) {
    Throwable trouble = failure;
    while (wraps(trouble) && trouble.getCause() != null) {
      trouble = trouble.getCause();
    }
    if (hasCause(trouble, UnresolvedAddressException.class)
        || hasCause(trouble, UnknownHostException.class)) {
      return "the host is unknown";
    }
    String said = trouble.getMessage();
    return switch (trouble) {
      case ConnectException refused when said == null -> "connection refused";
      case SSLHandshakeException e -> "no TLS could be agreed upon: " + said;
      case SSLException e when said != null && said.contains("plaintext") ->
          "it does not speak TLS, as https would have it";
      case IOException e when said != null && said.contains("received no bytes") ->
          "it does not answer as a web server does";
      default -> said == null ? trouble.getClass().getSimpleName() : said;
    };
  }

  private static boolean wraps(Throwable failure) {
    return failure instanceof CompletionException || failure instanceof ExecutionException;
  }

  private static boolean hasCause(@Nullable Throwable failure, Class<? extends Throwable> sought) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (sought.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
