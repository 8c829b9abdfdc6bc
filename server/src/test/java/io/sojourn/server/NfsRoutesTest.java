package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.FileAttribute;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.server.ServerStartException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** NFS in a whole server, and what its administrator sees of it over HTTP. */
class NfsRoutesTest {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String CLIENTS = "/v1/nfs/clients";
  private static final String SESSIONS = "/v1/nfs/sessions";
  private static final String CONNECTIONS = "/v1/nfs/connections";

  private record Reply(int status, JsonNode json) {
    String problem() {
      return json.path("type").asString("").replace("urn:sojourn:problem:", "");
    }
  }

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final NfsClient nfs = new NfsClient();
  private SojournServer server;

  @BeforeEach
  void start() {
    server = SojournServer.start(config());
  }

  @AfterEach
  void stop() {
    nfs.close();
    http.close();
    server.close();
  }

  private ServerConfig config() {
    return ServerConfig.in(folder)
        .withAddress("127.0.0.1", 0)
        .withNfs(Optional.of(NfsChoice.DEFAULT.withPort(0)));
  }

  private ClientSession session(String owner) throws Exception {
    InetSocketAddress address = server.nfsAddress().orElseThrow();
    return Awaitility.await("a session") // at first clients may be told to come again
        .ignoreException(NfsException.class)
        .until(() -> open(address, owner), Objects::nonNull);
  }

  private ClientSession open(InetSocketAddress address, String owner) throws Exception {
    return ClientSession.open(
        nfs,
        nfs.connect(address, RpcCredential.sys("test", 0, 0, List.of())),
        SessionOptions.of(owner));
  }

  private Status makeDirectory(ClientSession session, String name) throws Exception {
    return session
        .call(new Compound().putRootFileHandle().makeDirectory(name, new AttributeValues()), true)
        .status();
  }

  private Reply ask(String method, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .header("Authorization", "Bearer " + Files.readString(server.adminKeyFile()).strip())
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.body().isEmpty() ? MAPPER.nullNode() : MAPPER.readTree(response.body()));
  }

  private static String id(ClientSession session) {
    return NfsJson.client(session.clientId());
  }

  @Test
  void showsAClientAndItsSessionAsDescribed() throws Exception {
    ClientSession session = session("ada");
    assertThat(makeDirectory(session, "notes")).isEqualTo(Status.OK);

    JsonNode client = ask("GET", CLIENTS + "/" + id(session)).json();
    assertDescribed("NfsClient", client);
    assertThat(client.path("owner").asString()).isEqualTo("616461");
    assertThat(client.path("confirmed").asBoolean()).isTrue();
    assertThat(client.path("sessions").asInt()).isEqualTo(1);
    assertThat(client.path("lease_left_millis").asLong()).isBetween(1L, 90_000L);

    JsonNode shown = ask("GET", SESSIONS + "/" + session.key()).json();
    assertDescribed("NfsSession", shown);
    assertThat(shown.path("client").asString()).isEqualTo(id(session));
    assertThat(shown.path("persistent").asBoolean()).isTrue();
    assertThat(shown.path("slots").asLong()).isEqualTo(session.granted().fore().requestsMax());
    assertThat(shown.path("fore").path("cached_bytes_max").asLong())
        .isEqualTo(session.granted().fore().cachedBytesMax());
    assertThat(shown.path("back").path("requests_max").asLong())
        .isEqualTo(session.granted().back().requestsMax());
    assertThat(shown.path("connections")).hasSize(1);
    assertThat(shown.path("connections").path(0).path("remote").asString())
        .startsWith("127.0.0.1:");
    JsonNode used = shown.path("used").path(0);
    assertThat(used.path("slot").asInt()).isZero();
    assertThat(used.path("memory").asString()).isEqualTo("kept");
    assertThat(used.path("reply_bytes").asInt()).isPositive();
    assertThat(shown.path("reply_bytes").asInt())
        .isGreaterThanOrEqualTo(used.path("reply_bytes").asInt());
  }

  @Test
  void listsInPagesAndKeepsTheSessionsOfAClientTogether() throws Exception {
    List<String> owners = List.of("a", "b", "c", "d", "e");
    List<String> made = new ArrayList<>();
    for (String owner : owners) {
      made.add(session(owner).key().toString());
    }
    assertThat(pages(CLIENTS, "clients")).hasSize(owners.size());
    assertThat(pages(SESSIONS, "sessions")).containsExactlyElementsOf(made);
    assertThat(ask("GET", SESSIONS + "?limit=0").problem()).isEqualTo("invalid-parameter");
    assertThat(ask("GET", SESSIONS + "?limit=201").problem()).isEqualTo("invalid-parameter");
    assertThat(ask("GET", CLIENTS + "?cursor=x").problem()).isEqualTo("invalid-parameter");
    assertThat(ask("GET", CLIENTS + "?page=2").problem()).isEqualTo("invalid-parameter");
  }

  /** The ids of what all pages list, two at a time. */
  private List<String> pages(String path, String member) throws Exception {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = ask("GET", path + "?limit=2" + cursor).json();
      assertDescribed(member.equals("clients") ? "NfsClientPage" : "NfsSessionPage", page);
      assertThat(page.path(member).size()).isLessThanOrEqualTo(2);
      page.path(member).forEach(one -> ids.add(one.path("id").asString()));
      String next = page.path("next_cursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return ids;
  }

  @Test
  void endsASessionAndThenItsClient() throws Exception {
    ClientSession session = session("ada");
    assertThat(ask("DELETE", SESSIONS + "/" + session.key()).status()).isEqualTo(204);
    assertThat(makeDirectory(session, "late")).isEqualTo(Status.BADSESSION);
    assertThat(ask("GET", SESSIONS + "/" + session.key()).problem()).isEqualTo("session-unknown");
    assertThat(ask("DELETE", SESSIONS + "/" + session.key()).status()).isEqualTo(404);

    assertThat(ask("DELETE", CLIENTS + "/" + id(session)).status()).isEqualTo(204);
    assertThat(ask("GET", CLIENTS + "/" + id(session)).problem()).isEqualTo("nfs-client-unknown");
    assertThat(ask("DELETE", CLIENTS + "/" + id(session)).status()).isEqualTo(404);
    assertThat(ask("GET", CLIENTS).json().path("clients")).isEmpty();
  }

  @Test
  void closesAConnectionAndItsSessionGoesOnOverAnother() throws Exception {
    ClientSession session = session("ada");
    String shown = SESSIONS + "/" + session.key();
    String id = ask("GET", shown).json().path("connections").path(0).path("id").asString();
    assertThat(ask("DELETE", CONNECTIONS + "/" + id).status()).isEqualTo(204);
    Awaitility.await().until(() -> ask("GET", shown).json().path("connections").isEmpty());
    assertThat(ask("DELETE", CONNECTIONS + "/" + id).problem()).isEqualTo("not-found");
    session.use(
        nfs.connect(server.nfsAddress().orElseThrow(), RpcCredential.sys("test", 0, 0, List.of())));
    assertThat(makeDirectory(session, "again")).isEqualTo(Status.OK);
    for (String odd : List.of("-1", "x", "9".repeat(19))) {
      assertThat(ask("DELETE", CONNECTIONS + "/" + odd).status()).as(odd).isEqualTo(404);
    }
  }

  @Test
  void takesNoOddIdForAnother() throws Exception {
    for (String odd : List.of("1", "zz", "+000000000000001", "0000000000000000", "A".repeat(16))) {
      assertThat(ask("GET", CLIENTS + "/" + odd).problem()).as(odd).isEqualTo("nfs-client-unknown");
    }
    for (String odd : List.of("1", "0".repeat(31), "+" + "0".repeat(31), "0".repeat(33))) {
      assertThat(ask("GET", SESSIONS + "/" + odd).problem()).as(odd).isEqualTo("session-unknown");
      assertThat(ask("DELETE", SESSIONS + "/" + odd).status()).as(odd).isEqualTo(404);
    }
  }

  @Test
  void sessionsOutliveTheServer() throws Exception {
    ClientSession session = session("ada");
    assertThat(makeDirectory(session, "notes")).isEqualTo(Status.OK);
    server.close();
    start();
    JsonNode shown = ask("GET", SESSIONS + "/" + session.key()).json();
    assertDescribed("NfsSession", shown);
    assertThat(shown.path("live").asBoolean()).isFalse();
    assertThat(shown.path("used").path(0).path("memory").asString()).isEqualTo("kept");
    assertThat(shown.path("connections")).isEmpty();
  }

  @Test
  void clientsAreToldTheLeaseOfThisStart() throws Exception {
    assertThat(lease()).isEqualTo(90);
    server.close();
    NfsChoice shorter = NfsChoice.DEFAULT.withPort(0).withLeaseSeconds(7);
    server = SojournServer.start(config().withNfs(Optional.of(shorter)));
    assertThat(lease()).isEqualTo(7);
  }

  private long lease() throws Exception {
    Compound asked = new Compound().putRootFileHandle().getAttributes(FileAttribute.LEASE_TIME);
    XdrReader told = session("lessee").call(asked, false).orThrow().read(Op.GETATTR);
    return AttributeValues.read(told).unsigned(FileAttribute.LEASE_TIME);
  }

  @Test
  void withoutPersistenceSessionsEndWithTheServer() throws Exception {
    server.close();
    NfsChoice forgetful = NfsChoice.DEFAULT.withPort(0).withPersistent(false);
    server = SojournServer.start(config().withNfs(Optional.of(forgetful)));
    ClientSession session = session("ada");
    JsonNode shown = ask("GET", SESSIONS + "/" + session.key()).json();
    assertThat(shown.path("persistent").asBoolean()).isFalse();
    server.close();
    server = SojournServer.start(config().withNfs(Optional.of(forgetful)));
    assertThat(session("bob").key()).isNotEqualTo(session.key()); // it is served again by now
    assertThat(ask("GET", SESSIONS + "/" + session.key()).problem()).isEqualTo("session-unknown");
  }

  @Test
  void countsWhatBecameOfRequests() throws Exception {
    ClientSession session = session("ada");
    makeDirectory(session, "notes");
    HttpRequest scrape =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics"))
            .build();
    assertThat(http.send(scrape, BodyHandlers.ofString()).body().lines())
        .contains("sojourn_nfs_sequences_total{outcome=\"fresh\"} 2.0") // RECLAIM_COMPLETE, MKDIR
        .contains("sojourn_nfs_sequences_total{outcome=\"false_retry\"} 0.0")
        .contains("sojourn_nfs_refused_total{reason=\"not_rpc\"} 0.0")
        .contains("sojourn_nfs_sessions 1.0", "sojourn_nfs_clients 1.0")
        .contains("sojourn_nfs_connections 1.0", "sojourn_nfs_slots_in_use 0.0")
        .anyMatch(line -> line.matches("sojourn_nfs_reply_bytes [1-9][0-9.E]*"));
  }

  @Test
  void aServerWithoutTheDoorSaysSoAndStillKnowsWhatItsLogHolds() throws Exception {
    ClientSession session = session("ada");
    assertThat(makeDirectory(session, "notes")).isEqualTo(Status.OK);
    server.close();
    server = SojournServer.start(config().withNfs(Optional.empty()));
    assertThat(server.nfsAddress()).isEmpty();
    assertThat(ask("GET", CLIENTS).problem()).isEqualTo("nfs-off");
    assertThat(ask("GET", SESSIONS).status()).isEqualTo(409);
    server.close();
    start();
    assertThat(ask("GET", SESSIONS + "/" + session.key()).status()).isEqualTo(200);
  }

  @Test
  void aTakenPortIsRefusedUnlessItMayBeTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ServerConfig other = ServerConfig.in(folder.resolve("other")).withAddress("127.0.0.1", 0);
      NfsChoice demanded = NfsChoice.DEFAULT.withPort(port);
      assertThatThrownBy(() -> SojournServer.start(other.withNfs(Optional.of(demanded))))
          .isInstanceOfSatisfying(
              ServerStartException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CANNOT_LISTEN_NFS))
          .hasMessageContaining(":" + port);
      NfsChoice ifFree = new NfsChoice(port, true, 90, true);
      try (SojournServer without = SojournServer.start(other.withNfs(Optional.of(ifFree)))) {
        assertThat(without.nfsAddress()).isEmpty();
        assertThat(without.whyNotReady()).isEmpty();
      }
    }
  }

  @Test
  void theNumbersOfAChoiceAreBounded() {
    assertThatThrownBy(() -> NfsChoice.DEFAULT.withPort(65_536)).hasMessageContaining("65535");
    assertThatThrownBy(() -> NfsChoice.DEFAULT.withLeaseSeconds(0)).hasMessageContaining("1 to");
    assertThatThrownBy(() -> NfsChoice.DEFAULT.withLeaseSeconds(3601)).hasMessageContaining("3600");
    assertThat(NfsChoice.DEFAULT).isEqualTo(new NfsChoice(12_049, true, 90, true));
  }

  /** What is shown has every member that the description requires, and none that it lacks. */
  private void assertDescribed(String schema, JsonNode shown) throws Exception {
    JsonNode described =
        ask("GET", "/openapi.json").json().path("components").path("schemas").path(schema);
    described
        .path("required")
        .forEach(name -> assertThat(shown.has(name.asString())).as(name.asString()).isTrue());
    assertThat(described.path("properties").propertyNames())
        .containsAll(Objects.requireNonNull(shown).propertyNames());
  }
}
