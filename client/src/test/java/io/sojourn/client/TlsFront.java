package io.sojourn.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What ends TLS before a server, as a proxy does, with a certificate that it made itself. */
final class TlsFront implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore keys;
  private final ServerSocket listening;
  private final int port;

  /** Makes one before a port of this machine. */
  TlsFront(Path folder, int port) throws IOException, GeneralSecurityException {
    this.port = port;
    this.keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(folder))) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    this.listening =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  private static Path store(Path folder) throws IOException {
    Path store = folder.resolve("front.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "front",
                "-keyalg",
                "EC",
                "-dname",
                "CN=front",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!Files.exists(store)) {
      throw new AssertionError("keytool failed: " + said);
    }
    return store;
  }

  /** Trusts the certificate of this front, and no other. */
  SSLContext trust() throws GeneralSecurityException {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    try {
      certificates.load(null, null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    certificates.setCertificateEntry("front", keys.getCertificate("front"));
    trusted.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  String address() {
    return "wss://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket outside = listening.accept();
        Thread.ofVirtual().start(() -> connect(outside));
      }
    } catch (IOException closed) {
      // The front is taken down.
    }
  }

  private void connect(Socket outside) {
    try (outside;
        Socket inside = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread back = Thread.ofVirtual().start(() -> copy(inside, outside));
      copy(outside, inside);
      back.join();
    } catch (IOException | InterruptedException gone) {
      // Either end is gone, and so goes the other.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException gone) {
      // The other direction ends with it.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
