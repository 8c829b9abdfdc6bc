package io.sojourn.server;

import io.sojourn.machine.Exchange;
import io.sojourn.machine.Reply;
import io.sojourn.nfs.NfsAdmin;
import io.sojourn.session.Limits;
import io.sojourn.session.Outcome;
import io.sojourn.session.Sessions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** All routes put together, behind one port. Knows the kernel by its port only, not the engine. */
final class WebDoor implements AutoCloseable {

  private static final String DEVELOPMENT = "development";

  private final Metrics metrics;
  private final Routes routes;
  private final HttpDoor door;

  /**
   * What the door stands on.
   *
   * @param sessions the kernel
   * @param exchange the kernel's channels
   * @param limits the kernel's bounds
   * @param readiness whether commands are taken
   * @param adminKey the key that opens everything
   * @param tokens draws ids and secrets
   * @param clock the time that health tells
   * @param metrics what is counted
   * @param upgrader takes over connections that ask for the relay or the session protocol
   * @param detour which requests another node answers
   * @param upgrade has all nodes behave as this program does, if it leads
   * @param cluster that of this node; none for a server alone
   * @param nfs what an administrator sees of NFS; none where it is not served
   */
  record Ground(
      Sessions sessions,
      Exchange exchange,
      Limits limits,
      Readiness readiness,
      AdminKey adminKey,
      Tokens tokens,
      InstantSource clock,
      Metrics metrics,
      Upgrader upgrader,
      Detour detour,
      Supplier<CompletionStage<Outcome<Reply.Upgraded>>> upgrade,
      Optional<ClusterResource.Ground> cluster,
      Optional<NfsAdmin> nfs) {}

  /**
   * Opens the door.
   *
   * @throws ServerStartException if the address cannot be used
   */
  static WebDoor open(ServerConfig config, HttpLimits limits, Ground ground) {
    return new WebDoor(config, limits, ground);
  }

  private WebDoor(ServerConfig config, HttpLimits limits, Ground ground) {
    this.metrics = ground.metrics();
    metrics.show(ground.sessions());
    Pages pages = Pages.load();
    this.routes = new Routes(routes(config, ground, pages));
    Gate gate = new Credentials(ground.adminKey(), ground.sessions(), new FailedAttempts());
    Origins origins = new Origins(config.doors().allowedOrigins());
    HttpService service =
        new HttpService(
            routes, gate, ground.detour(), pages::notFound, origins, limits.maxBodyBytes());
    this.door =
        HttpDoor.open(
            config.doors().address().host(),
            config.doors().address().port(),
            limits,
            service,
            metrics,
            ground.upgrader());
  }

  private static List<Route> routes(ServerConfig config, Ground ground, Pages pages) {
    Sessions sessions = ground.sessions();
    SessionJson json = new SessionJson(sessions);
    List<Route> all = new ArrayList<>();
    all.addAll(new WhoamiResource(sessions, json).routes());
    all.addAll(
        new SessionsResource(
                sessions,
                ground.tokens(),
                json,
                ground.limits(),
                config.lives().absolute(),
                config.lives().idle())
            .routes());
    all.addAll(new StateResource(sessions, json).routes());
    all.addAll(new AttributesResource(sessions).routes());
    all.addAll(new AttributeResource(sessions).routes());
    all.addAll(new DeadLettersResource(ground.exchange()).routes());
    all.addAll(new ClusterResource(ground.cluster()).routes());
    all.addAll(
        new UpgradeResource(ground.upgrade(), ground.cluster().map(ClusterResource.Ground::cluster))
            .routes());
    NfsAccess nfs = new NfsAccess(ground.nfs());
    all.addAll(new NfsClientsResource(nfs).routes());
    all.addAll(new NfsSessionsResource(nfs).routes());
    all.addAll(
        new HealthResource(
                sessions, ground.readiness(), ground.clock(), config.softSessionLimit(), version())
            .routes());
    all.addAll(ground.metrics().routes());
    all.addAll(new OpenApiResource().routes());
    all.addAll(new AsyncApiResource().routes());
    all.addAll(pages.routes());
    all.add(Route.of("GET", "/ws", Access.OPEN, WebDoor::neverPlain).upgrading());
    all.add(Route.of("GET", SessionDoor.PATH, Access.OPEN, WebDoor::neverPlain).upgrading());
    return all;
  }

  private static Response neverPlain(Request request) {
    throw new IllegalStateException("the connection is handed over before a handler is asked");
  }

  private static String version() {
    return Optional.ofNullable(WebDoor.class.getPackage().getImplementationVersion())
        .orElse(DEVELOPMENT);
  }

  /** Where the door listens. */
  InetSocketAddress address() {
    return door.address();
  }

  /** The route table. */
  Routes routes() {
    return routes;
  }

  /** Stops accepting and waits for requests in flight; false if some did not end in time. */
  boolean drain(Duration patience) {
    return door.drain(patience);
  }

  /** Waits until every connection is closed, but not longer than that. */
  void awaitClosed(Duration patience) {
    door.awaitClosed(patience);
  }

  /** Closes whatever is still open. */
  @Override
  public void close() {
    door.close();
    metrics.close();
  }
}
