package io.sojourn.campaign;

import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.ServiceState;
import io.sojourn.machine.TableKey;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The machine of NFS with a fault: what other servers do wrong, and what nobody should. */
final class PlantedFault implements ServiceMachine {

  /** What is wrong with it. */
  enum Kind {
    /** Slots are in memory only, as in a server without persistent sessions. */
    SLOT_NOT_KEPT,
    /** Now and then the reply is kept and the effect is not. */
    EFFECT_NOT_KEPT,
    /** What is done is done twice, which few effects let see. */
    EFFECT_TWICE,
    /** The reply that is kept is not the one that was given. */
    ANOTHER_REPLY_KEPT
  }

  private static final int ONE_IN = 16;
  private static final int SESSIONS = Tables.session(new SessionKey(0, 0)).kind();

  private final ServiceMachine sound;
  private final Kind kind;

  PlantedFault(ServiceMachine sound, Kind kind) {
    this.sound = sound;
    this.kind = kind;
  }

  @Override
  public String name() {
    return sound.name();
  }

  @Override
  public byte[] apply(ServiceState state, byte[] command, Context context) {
    int begin = state.savepoint();
    Slots slots = new Slots(state);
    byte[] reply = sound.apply(slots, command, context);
    if (slots.written.isEmpty()) {
      return reply; // not a request of a session
    }
    switch (kind) {
      case SLOT_NOT_KEPT -> slots.written.clear();
      case EFFECT_NOT_KEPT -> {
        if (Math.floorMod(Arrays.hashCode(command), ONE_IN) == 0) {
          state.rollBackTo(begin);
        }
      }
      case EFFECT_TWICE -> {
        var unused = sound.apply(new Slots(state), command, context);
      }
      case ANOTHER_REPLY_KEPT ->
          slots.written.replaceAll((place, value) -> withAnotherReply(value));
    }
    slots.written.forEach((place, value) -> state.put(place.table, place.number, value));
    return reply;
  }

  private static byte[] withAnotherReply(byte[] slot) {
    try {
      SlotRecord sound = SlotRecord.read(new XdrReader(slot));
      byte[] reply = sound.reply().clone();
      if (sound.kept()) {
        reply[reply.length - 1] ^= 1;
      }
      XdrWriter to = new XdrWriter();
      new SlotRecord(sound.sequence(), sound.fingerprint(), sound.kept(), reply).write(to);
      return to.toBytes();
    } catch (XdrException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] query(ServiceState readOnly, byte[] query, Context context) {
    return sound.query(readOnly, query, context);
  }

  /** Where a slot is kept. */
  private record Place(TableKey table, long number) {}

  /** The state, but for slots, which are only noted. */
  private static final class Slots implements ServiceState {
    private final ServiceState state;
    private final Map<Place, byte[]> written = new HashMap<>();

    Slots(ServiceState state) {
      this.state = state;
    }

    @Override
    public byte @Nullable [] get(String name) {
      return state.get(name);
    }

    @Override
    public void put(String name, byte[] value) {
      state.put(name, value);
    }

    @Override
    public byte @Nullable [] get(TableKey table, long number) {
      return state.get(table, number);
    }

    @Override
    public void put(TableKey table, long number, byte[] value) {
      if (table.kind() == SESSIONS && number > 0) {
        written.put(new Place(table, number), value);
      } else {
        state.put(table, number, value);
      }
    }

    @Override
    public void remove(TableKey table, long number) {
      state.remove(table, number);
    }

    @Override
    public int count(TableKey table) {
      return state.count(table);
    }

    @Override
    public List<Numbered> from(TableKey table, long first, int max) {
      return state.from(table, first, max);
    }

    @Override
    public void remove(String name) {
      state.remove(name);
    }

    @Override
    public SortedMap<String, byte[]> withPrefix(String prefix) {
      return state.withPrefix(prefix);
    }

    @Override
    public int size() {
      return state.size();
    }

    @Override
    public int savepoint() {
      return state.savepoint();
    }

    @Override
    public void rollBackTo(int savepoint) {
      state.rollBackTo(savepoint);
    }
  }
}
