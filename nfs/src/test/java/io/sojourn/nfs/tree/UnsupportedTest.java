package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is known but not done: its arguments are read, and it is refused. */
class UnsupportedTest {

  private final World.Caller who = new World().root(1);

  private static void owner(XdrWriter to) {
    to.writeLong(1);
    to.writeText("owner");
  }

  private static void bitmaps(XdrWriter to, int count) {
    for (int i = 0; i < count; i++) {
      Bitmap.of(1, 33).write(to);
    }
  }

  private static void words(XdrWriter to, int... words) {
    for (int word : words) {
      to.writeInt(word);
    }
  }

  private static Map<Integer, Consumer<XdrWriter>> requests() {
    Map<Integer, Consumer<XdrWriter>> all = new LinkedHashMap<>();
    addLocks(all);
    addOperationsOfTheVersionBefore(all);
    addLayouts(all);
    return all;
  }

  private static void addLocks(Map<Integer, Consumer<XdrWriter>> all) {
    all.put(Op.DELEGPURGE, to -> to.writeLong(1));
    all.put(Op.LOCK, UnsupportedTest::lock);
    all.put(
        Op.LOCKT,
        to -> {
          words(to, 1, 0, 0, 0, 5);
          owner(to);
        });
    all.put(
        Op.LOCKU,
        to -> {
          words(to, 1, 0);
          StateId.BYPASS.write(to);
          words(to, 0, 0, 0, 5);
        });
    all.put(Op.OPENATTR, to -> to.writeBoolean(true));
    all.put(Op.WANT_DELEGATION, to -> words(to, 0x100, 4));
  }

  private static void addOperationsOfTheVersionBefore(Map<Integer, Consumer<XdrWriter>> all) {
    all.put(
        Op.OPEN_CONFIRM,
        to -> {
          StateId.BYPASS.write(to);
          to.writeInt(1);
        });
    all.put(Op.RENEW, to -> to.writeLong(1));
    all.put(
        Op.SETCLIENTID,
        to -> {
          to.writeLong(1);
          to.writeText("name");
          to.writeInt(0x40000000);
          to.writeText("tcp");
          to.writeText("127.0.0.1.8.1");
          to.writeInt(1);
        });
    all.put(Op.SETCLIENTID_CONFIRM, to -> words(to, 0, 1, 2, 3));
    all.put(Op.RELEASE_LOCKOWNER, UnsupportedTest::owner);
  }

  private static void addLayouts(Map<Integer, Consumer<XdrWriter>> all) {
    all.put(
        Op.GET_DIR_DELEGATION,
        to -> {
          to.writeBoolean(true);
          bitmaps(to, 1);
          words(to, 0, 1, 2, 0, 3, 4);
          bitmaps(to, 2);
        });
    all.put(
        Op.GETDEVICEINFO,
        to -> {
          words(to, 1, 2, 3, 4, 1, 1000);
          bitmaps(to, 1);
        });
    all.put(Op.GETDEVICELIST, to -> words(to, 1, 10, 0, 0, 0, 0));
    all.put(
        Op.LAYOUTCOMMIT,
        to -> {
          words(to, 0, 0, 0, 5, 0);
          StateId.BYPASS.write(to);
          words(to, 1, 0, 5, 1, 0, 1, 2, 1);
          to.writeText("body");
        });
    all.put(
        Op.LAYOUTGET,
        to -> {
          words(to, 1, 1, 2, 0, 0, 0, 5, 0, 5);
          StateId.BYPASS.write(to);
          to.writeInt(1000);
        });
    all.put(
        Op.LAYOUTRETURN,
        to -> {
          words(to, 0, 1, 3, 1, 0, 0, 0, 5);
          StateId.BYPASS.write(to);
          to.writeText("body");
        });
  }

  private static void lock(XdrWriter to) {
    words(to, 2, 0, 0, 0, 0, 5, 1, 1);
    StateId.BYPASS.write(to);
    to.writeInt(0);
    owner(to);
  }

  @Test
  void theArgumentsAreReadAndTheOperationIsRefused() {
    requests()
        .forEach(
            (number, arguments) ->
                who.refused(Status.NOTSUPP, Request.putRoot(), Request.of(number, arguments)));
  }

  @Test
  void argumentsThatEndTooEarlyAreToldFromThat() {
    requests()
        .forEach(
            (number, arguments) -> {
              byte[] whole = Request.of(number, arguments).arguments();
              for (int length = 0; length < whole.length; length += 4) {
                byte[] part = Arrays.copyOf(whole, length);
                who.refused(Status.BADXDR, Request.putRoot(), new Request(number, part));
              }
            });
  }

  @Test
  void otherFormsOfTheSameArgumentsAreRead() {
    who.refused(
        Status.NOTSUPP,
        Request.of(
            Op.LOCK,
            to -> {
              words(to, 1, 1, 0, 0, 0, 5, 0);
              StateId.BYPASS.write(to);
              to.writeInt(0);
            }));
    who.refused(Status.NOTSUPP, Request.of(Op.LAYOUTRETURN, to -> words(to, 0, 1, 3, 3)));
    who.refused(Status.NOTSUPP, Request.of(Op.WANT_DELEGATION, to -> words(to, 0, 1, 0)));
    who.refused(Status.BADXDR, Request.of(Op.WANT_DELEGATION, to -> words(to, 0, 0)));
    who.refused(Status.BADXDR, Request.of(Op.LOCK, to -> words(to, 5, 0, 0, 0, 0, 5, 0)));
  }

  /** Between the tree and the sessions every operation of the protocol has an owner. */
  @Test
  void everyOperationThatIsNotOfSessionsIsKnown() {
    Set<Integer> ofSessions =
        Set.of(
            Op.BACKCHANNEL_CTL,
            Op.BIND_CONN_TO_SESSION,
            Op.EXCHANGE_ID,
            Op.CREATE_SESSION,
            Op.DESTROY_SESSION,
            Op.SEQUENCE,
            Op.SET_SSV,
            Op.DESTROY_CLIENTID,
            Op.RECLAIM_COMPLETE);
    List<OperationKind> kinds = FileOperations.kinds(TreeSettings.DEFAULT, Reclaims.NONE);
    Set<Integer> numbers = new TreeSet<>(kinds.stream().map(OperationKind::number).toList());
    assertThat(numbers).hasSameSizeAs(kinds);
    assertThat(numbers)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(Op.ACCESS, Op.RECLAIM_COMPLETE)
                .filter(number -> !ofSessions.contains(number))
                .boxed()
                .toList());
  }
}
