package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A machine with a flaw: what it fails at is answered, once, and has had no effect. */
class FlawTest {

  private static final AttributeValues MODE = new AttributeValues().mode(0755);

  /** Fails after having done all that was asked. */
  private static final class Flawed implements ServiceMachine {
    private final ServiceMachine sound;
    volatile boolean fails;

    Flawed(ServiceMachine sound) {
      this.sound = sound;
    }

    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public byte[] apply(ServiceState state, byte[] command, Context context) {
      return orFail(sound.apply(state, command, context));
    }

    @Override
    public byte[] query(ServiceState readOnly, byte[] query, Context context) {
      return orFail(sound.query(readOnly, query, context));
    }

    private byte[] orFail(byte[] reply) {
      if (fails) {
        throw new IllegalStateException("a flaw");
      }
      return reply;
    }
  }

  private final Flawed machine = new Flawed(Nfs.machine(NfsConfig.DEFAULT));
  private InMemory site;
  private NfsConnection connection;
  private ClientSession session;

  @BeforeEach
  void open() throws Exception {
    site = new InMemory(new MemoryLog(), sound -> machine);
    connection = site.connect();
    session = site.session(connection);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Compound make(int sequence) {
    return Site.on(session.key(), 3, sequence, true).putRootFileHandle().makeDirectory("d", MODE);
  }

  private Status requireSequenced(CompoundReply reply) {
    assertThat(reply.isSequenced()).isTrue();
    return reply.status();
  }

  @Test
  @DisplayName("15.1.1.6: a command that fails is a fault of the server, for its retries as well")
  void command() throws Exception {
    machine.fails = true;
    CompoundReply failed = connection.call(make(1));
    assertThat(requireSequenced(failed)).isEqualTo(Status.SERVERFAULT);
    machine.fails = false;
    assertThat(connection.call(make(1)).encoded()).isEqualTo(failed.encoded());
    assertThat(requireSequenced(connection.call(make(2)))).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("15.1.1.6: so is a query that fails")
  void query() throws Exception {
    machine.fails = true;
    Compound look = new Compound().putRootFileHandle().getFileHandle();
    assertThat(requireSequenced(session.call(look, false))).isEqualTo(Status.SERVERFAULT);
    machine.fails = false;
    assertThat(requireSequenced(session.call(look, false))).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("15.1.1.6: and a compound without a SEQUENCE")
  void solo() throws Exception {
    machine.fails = true;
    Compound introduce = Newcomer.exchangeId(SessionOptions.of("another"));
    assertThat(connection.call(introduce).status()).isEqualTo(Status.SERVERFAULT);
    machine.fails = false;
    assertThat(connection.call(introduce).status()).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("18.46.3: a SEQUENCE alone was good")
  void sequenceAlone() throws Exception {
    machine.fails = true;
    Compound alone = Site.on(session.key(), 3, 1, true);
    CompoundReply reply = connection.call(alone);
    assertThat(requireSequenced(reply)).isEqualTo(Status.OK);
    machine.fails = false;
    assertThat(connection.call(alone).encoded()).isEqualTo(reply.encoded());
  }
}
