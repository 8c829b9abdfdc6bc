package io.sojourn.machine;

import io.sojourn.session.Session;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A user's state machine of types, as one of bytes that the kernel runs. What cannot be decoded or
 * encoded fails as if the machine had thrown: undone, and alike for every retry.
 *
 * @param <C> a command
 * @param <R> the reply to it
 * @param <S> the payload of a push
 * @param <V> what an entry of the state holds
 */
public final class TypedMachine<C, R, S, V> implements UserStateMachine {

  private final StateMachine<C, R, S, V> machine;
  private final Codecs<C, R, S, V> codecs;

  /** Puts codecs around a machine. */
  public TypedMachine(StateMachine<C, R, S, V> machine, Codecs<C, R, S, V> codecs) {
    this.machine = machine;
    this.codecs = codecs;
  }

  @Override
  public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
    Execution<R, S> execution =
        machine.apply(typed(state), codecs.command().decode(command), context);
    return new Execution<>(codecs.reply().encode(execution.reply()), encoded(execution.pushes()));
  }

  @Override
  public Execution<byte[], byte[]> applyInternal(
      State<byte[]> state, byte[] command, InternalContext context) {
    Execution<R, S> execution =
        machine.applyInternal(typed(state), codecs.command().decode(command), context);
    return new Execution<>(codecs.reply().encode(execution.reply()), encoded(execution.pushes()));
  }

  @Override
  public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
    R reply = machine.query(typed(readOnly), codecs.command().decode(query), context);
    return codecs.reply().encode(reply);
  }

  @Override
  public void check(byte[] command) {
    try {
      var unused = codecs.command().decode(command);
    } catch (IllegalArgumentException unreadable) {
      throw unreadable;
    } catch (RuntimeException unreadable) {
      throw new IllegalArgumentException("the command cannot be decoded", unreadable);
    }
  }

  @Override
  public Admission<byte[]> onSessionCreated(State<byte[]> state, Session session, Context context) {
    return switch (machine.onSessionCreated(typed(state), session, context)) {
      case Admission.Accepted<S> accepted -> Admission.accept(encoded(accepted.pushes()));
      case Admission.Refused<S> refused -> Admission.refuse(refused.why());
    };
  }

  @Override
  public List<Push<byte[]>> onSessionExpired(
      State<byte[]> state, Session session, Context context) {
    return encoded(machine.onSessionExpired(typed(state), session, context));
  }

  private List<Push<byte[]>> encoded(List<Push<S>> pushes) {
    if (pushes.isEmpty()) {
      return List.of(); // as with most commands
    }
    return pushes.stream()
        .map(push -> new Push<>(push.to(), codecs.push().encode(push.payload()), push.lifeMillis()))
        .toList();
  }

  private State<V> typed(State<byte[]> state) {
    return new TypedState<>(state, codecs.value());
  }

  private record TypedState<V>(State<byte[]> bytes, Codec<V> codec) implements State<V> {
    @Override
    public @Nullable V get(String name) {
      byte[] value = bytes.get(name);
      return value == null ? null : codec.decode(value);
    }

    @Override
    public void put(String name, V value) {
      bytes.put(name, codec.encode(value));
    }

    @Override
    public void remove(String name) {
      bytes.remove(name);
    }

    @Override
    public SortedMap<String, V> withPrefix(String prefix) {
      return new DecodedEntries<>(bytes.withPrefix(prefix), codec::decode);
    }

    @Override
    public int size() {
      return bytes.size();
    }
  }
}
