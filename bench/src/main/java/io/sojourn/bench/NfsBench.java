package io.sojourn.bench;

import com.sun.management.OperatingSystemMXBean;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Compounds of NFSv4.1 per second over one connection: SEQUENCE alone, beside NFS-Ganesha; then
 * pairs of CREATE of a directory and REMOVE whose replies are kept on disk; then what a session and
 * a kept reply weigh.
 */
final class NfsBench implements Benchmark {

  private static final List<Integer> SLOTS = List.of(1, 16, 64);
  private static final List<Integer> DURABLE_SLOTS = List.of(16, 64);
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** In each turn a server is started anew, so that no other one takes processor time meanwhile. */
  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(NfsPeer.labels());
    List<NfsPeer> here = new ArrayList<>();
    for (NfsPeer peer : NfsPeer.values()) {
      Optional<String> missing = peer.missing();
      missing.ifPresentOrElse(why -> board.missing(peer.label(), why), () -> here.add(peer));
    }
    for (int round = 0; round < setting.rounds(); round++) {
      for (NfsPeer peer : here) {
        try (NfsTarget target = NfsTarget.start(peer, setting)) {
          sequences(target, setting, board, peer.label());
          if (peer == NfsPeer.SOJOURN) {
            durable(target, setting, board, peer.label());
          }
        }
      }
    }
    board.print(out);
    new NfsMemory(setting).run(out);
  }

  private static void sequences(NfsTarget target, Setting setting, Board board, String system)
      throws IOException, InterruptedException {
    Compound nothing = new Compound(); // a SEQUENCE goes in front
    ClientSession warm = target.session("warm", 16);
    NfsTarget.run(warm, 16, setting.seconds(15, 8), false, slot -> nothing);
    for (int slots : SLOTS) {
      ClientSession session = target.session("sequence-" + slots, slots);
      Load load = new Load("SEQUENCE, " + slots + " slots", slots, false, slot -> nothing);
      load.measure(target, session, setting.seconds(5, 3), board, system);
    }
  }

  private static void durable(NfsTarget target, Setting setting, Board board, String system)
      throws IOException, InterruptedException {
    ClientSession warm = target.session("warm-durable", 16);
    NfsTarget.run(warm, 16, setting.seconds(15, 8), true, pairs("warm", 16));
    for (int slots : DURABLE_SLOTS) {
      ClientSession session = target.session("durable-" + slots, slots);
      String name = "CREATE, REMOVE kept, " + slots + " slots";
      Load load = new Load(name, slots, true, pairs("d" + slots, slots));
      load.measure(target, session, setting.seconds(5, 3), board, system);
    }
  }

  /** Each load makes a directory of its own, removes it, makes it again. */
  private static IntFunction<Compound> pairs(String name, int loads) {
    boolean[] there = new boolean[loads];
    Compound[] makes = new Compound[loads];
    Compound[] removes = new Compound[loads];
    for (int i = 0; i < loads; i++) {
      AttributeValues mode = new AttributeValues().mode(0755);
      makes[i] = new Compound().putRootFileHandle().makeDirectory(name + "-" + i, mode);
      removes[i] = new Compound().putRootFileHandle().remove(name + "-" + i);
    }
    return load -> {
      there[load] = !there[load];
      return there[load] ? makes[load] : removes[load];
    };
  }

  /** A load with a name. */
  private record Load(String name, int slots, boolean keep, IntFunction<Compound> next) {

    void measure(
        NfsTarget target, ClientSession session, double seconds, Board board, String system)
        throws IOException {
      if (session.granted().fore().requestsMax() < slots) {
        throw new IOException(system + " granted fewer slots: " + session.granted().fore());
      }
      double serverBefore = target.server().cpuSeconds();
      long clientBefore = PROCESS.getProcessCpuTime();
      LoadResult result = NfsTarget.run(session, slots, seconds, keep, next);
      double server = target.server().cpuSeconds() - serverBefore;
      double client = (PROCESS.getProcessCpuTime() - clientBefore) / 1e9;
      board.add("compounds/s, " + name, system, result.perSecond());
      board.add("server CPU us each, " + name, system, server * 1e6 / result.answered());
      board.note("client CPU us each, " + name, system, client * 1e6 / result.answered());
      board.note("p50 us, " + name, system, result.p50());
      board.note("p99 us, " + name, system, result.p99());
    }
  }
}
