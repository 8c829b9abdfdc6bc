package io.sojourn.client;

import io.sojourn.session.SessionId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What a {@link SojournClient} is made of. Not thread-safe. */
public final class SojournClientBuilder {

  /** Few enough to waste at a crash, and so many that writing the file is no matter. */
  private static final int RESERVED_AT_ONCE = 1 << 16;

  private final List<URI> servers = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private final SortedMap<String, String> capabilities = new TreeMap<>();
  private final List<Consumer<ClientState>> listeners = new ArrayList<>();
  private String key = "";
  private String userId = "client";
  private Duration life = Duration.ZERO;
  private Duration idleTimeout = Duration.ZERO;
  private ClientOptions options = ClientOptions.DEFAULT;
  private @Nullable Path path;
  private @Nullable SavedSession saved;
  private @Nullable PushHandler handler;
  private @Nullable SSLContext trust;
  private ReadFrom readFrom = ReadFrom.LEADER;

  SojournClientBuilder(String... servers) {
    for (String server : servers) {
      this.servers.add(Servers.parse(server));
    }
    if (this.servers.isEmpty()) {
      throw new IllegalArgumentException("a client needs a server");
    }
  }

  /** The API key, which a session is created with. At first none. */
  public SojournClientBuilder key(String apiKey) {
    key = apiKey;
    return this;
  }

  /** The owner of the session. At first {@code client}. */
  public SojournClientBuilder userId(String owner) {
    userId = owner;
    return this;
  }

  /** Tells the state machine what the client can do. */
  public SojournClientBuilder capability(String name, String value) {
    capabilities.put(name, value);
    return this;
  }

  /** How long the session lives at most. At first the server's default. */
  public SojournClientBuilder life(Duration atMost) {
    life = atMost;
    return this;
  }

  /** How long the session lives while its client is not heard. At first the server's default. */
  public SojournClientBuilder idleTimeout(Duration unheard) {
    idleTimeout = unheard;
    return this;
  }

  /** Bounds and times. At first {@link ClientOptions#DEFAULT}. */
  public SojournClientBuilder options(ClientOptions bounds) {
    options = bounds;
    return this;
  }

  /**
   * Notes the session in a file, and goes on with the one that is noted there. One client at a time
   * may have it; its folder must be there. Whoever can read it holds the session: the client lets
   * nobody but its owner.
   */
  public SojournClientBuilder sessionFile(Path file) {
    path = file;
    return this;
  }

  /** Goes on with a session that the program noted itself. */
  public SojournClientBuilder resume(SavedSession session) {
    saved = session;
    return this;
  }

  /**
   * Who takes the pushes. Without a handler they stay with the server, up to its bound, for a later
   * client of the session.
   */
  public SojournClientBuilder onPush(PushHandler pushHandler) {
    handler = pushHandler;
    return this;
  }

  /** Who is told each state, one after the other, on a thread of the client. */
  public SojournClientBuilder onState(Consumer<ClientState> listener) {
    listeners.add(listener);
    return this;
  }

  /** Whom to trust with {@code wss}. At first whom Java trusts. */
  public SojournClientBuilder trust(SSLContext context) {
    trust = context;
    return this;
  }

  /** Which server answers queries. At first {@link ReadFrom#LEADER}. */
  public SojournClientBuilder readFrom(ReadFrom servers) {
    readFrom = servers;
    return this;
  }

  /**
   * Makes the client, which does nothing before {@link SojournClient#connect}.
   *
   * @throws IOException if the session file cannot be read or written, is damaged, or is in use
   * @throws IllegalStateException if there are both a session file and a saved session
   */
  public SojournClient build() throws IOException {
    if (path != null && saved != null) {
      throw new IllegalStateException("a session comes from a file or from the program, not both");
    }
    if (path == null) {
      return client(opening(), null);
    }
    SessionFile file = new SessionFile(path);
    try {
      return client(opening(file), file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Opening opening() {
    SavedSession known = saved;
    return known == null
        ? opening(
            draw(SessionFile.NONCE_LENGTH),
            draw(SessionFile.TOKEN_LENGTH),
            null,
            1,
            0,
            Long.MAX_VALUE)
        : opening(
            draw(SessionFile.NONCE_LENGTH),
            HexFormat.of().parseHex(known.token()),
            known.id(),
            known.nextSequence(),
            known.lastPush(),
            Long.MAX_VALUE);
  }

  /** Reads the file, and notes durably what is about to be used. */
  private Opening opening(SessionFile file) throws IOException {
    SessionFile.Noted noted = file.read();
    if (noted == null) {
      noted =
          new SessionFile.Noted(
              draw(SessionFile.NONCE_LENGTH), draw(SessionFile.TOKEN_LENGTH), null, 1, 0);
    }
    long below = noted.nextSequence() + RESERVED_AT_ONCE;
    file.write(
        new SessionFile.Noted(noted.nonce(), noted.token(), noted.id(), below, noted.lastPush()));
    return opening(
        noted.nonce(), noted.token(), noted.id(), noted.nextSequence(), noted.lastPush(), below);
  }

  private Opening opening(
      byte[] nonce,
      byte[] token,
      @Nullable SessionId id,
      long nextSequence,
      long lastPush,
      long reservedBelow) {
    return new Opening(
        nonce,
        token,
        id,
        userId,
        life.toMillis(),
        idleTimeout.toMillis(),
        new TreeMap<>(capabilities),
        key,
        nextSequence,
        lastPush,
        reservedBelow,
        RESERVED_AT_ONCE);
  }

  private byte[] draw(int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return drawn;
  }

  private SojournClient client(Opening opening, @Nullable SessionFile file) {
    HttpClient http = trust == null ? Shared.http() : Shared.http(trust);
    CompletableFuture<SojournClient> connected = new CompletableFuture<>();
    CompletableFuture<SojournClient> made = new CompletableFuture<>();
    List<Consumer<ClientState>> told = List.copyOf(listeners);
    SeenIndex seen = new SeenIndex();
    Backoffs backoffs = new Backoffs(options, random);
    ReadingDriver reading = readFrom == ReadFrom.ANY ? reading(opening, seen, http) : null;
    SessionDriver driver =
        new SessionDriver(
            around ->
                new ClientSession(options, opening, new Servers(servers), backoffs, seen, around),
            http,
            handler,
            it -> new NoteKeeper(it, opening, file),
            state -> {
              if (reading != null) {
                follow(made.join(), reading, state);
              }
              if (state instanceof ClientState.Connected) {
                connected.complete(made.join());
              } else if (state.isOver()) {
                connected.completeExceptionally(new NotConnectedException(state));
              }
              told.forEach(listener -> listener.accept(state));
            });
    SojournClient client =
        new SojournClient(options, opening, driver, reading, driver.notes(), connected);
    made.complete(client);
    return client;
  }

  /**
   * Queries go to the servers in an order of their own, so that many clients are spread over all.
   */
  private ReadingDriver reading(Opening opening, SeenIndex seen, HttpClient http) {
    List<URI> anyOrder = new ArrayList<>(servers);
    Collections.shuffle(anyOrder, random);
    return new ReadingDriver(
        around ->
            new ReadingSession(
                options,
                opening.token(),
                new Servers(anyOrder),
                new Backoffs(options, random),
                seen,
                around),
        http);
  }

  /** The reading begins when there is a session, and ends with it. */
  private static void follow(SojournClient client, ReadingDriver reading, ClientState state) {
    switch (state) {
      case ClientState.Connecting begun -> {}
      case ClientState.Suspended suspended -> {}
      case ClientState.Connected connected -> {
        SessionId id = client.id();
        reading.turn(it -> it.begin(id, Driver.now()));
      }
      case ClientState.Expired over -> reading.turn(it -> it.end(over.code(), over.detail()));
      case ClientState.Fenced over -> reading.turn(it -> it.end("fenced", over.detail()));
      case ClientState.Closed over ->
          reading.turn(it -> it.end(RefusalCode.CLIENT_CLOSED, over.detail()));
    }
  }
}
