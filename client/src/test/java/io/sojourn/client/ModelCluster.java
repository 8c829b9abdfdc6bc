package io.sojourn.client;

import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster agrees on, written down a second time as simply as can be: sessions, what they
 * executed, and their pushes. A command is a text; what the machine does with it stands in its
 * first letter.
 */
final class ModelCluster {

  static final int WINDOW = 8;

  /** What a command may begin with. */
  static final char PLAIN = 'p';

  static final char PUSHES = 'P';
  static final char THROWS = 't';
  static final char NO_ROOM = 'n';
  static final char UNREADABLE = 'u';

  /** An answer: a reply, or an error's code. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(@Nullable String code, byte[] reply, boolean replayed) {
    static Answer refused(String code) {
      return new Answer(code, new byte[0], false);
    }
  }

  private record Kept(String command, Answer answer) {}

  /** A push, and the number of the one before it. */
  record Pushed(long number, long previous, String payload) {}

  /** A session as the cluster has it. */
  static final class Member {
    final SessionId id;
    private final byte[] token;
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    final TreeMap<Long, String> pushes = new TreeMap<>();
    final List<Long> deadLetters = new ArrayList<>();
    final List<String> executed = new ArrayList<>();
    long epoch;
    long mark;
    long lastPush;
    private long lastRemoved;
    boolean dead;

    private Member(SessionId id, byte[] token) {
      this.id = id;
      this.token = token;
    }

    private void release(long awaited) {
      mark = Math.max(mark, awaited);
      kept.headMap(mark).clear();
    }

    Pushed pushed(long number) {
      Long before = pushes.lowerKey(number);
      return new Pushed(
          number, before == null ? lastRemoved : before, String.valueOf(pushes.get(number)));
    }
  }

  private final RandomGenerator random;
  private final Map<String, Member> byNonce = new HashMap<>();
  private final Map<SessionId, Member> members = new HashMap<>();

  /** How often each command was executed. */
  final Map<String, Integer> executions = new HashMap<>();

  /** Whether it executes again what it executed before: for a test that proves that it is found. */
  boolean forgetful;

  /** How many sessions were made. */
  int created;

  private long index;

  ModelCluster(RandomGenerator random) {
    this.random = random;
  }

  long index() {
    return index;
  }

  /** Creates a session or finds it; then it is attached. Null if the nonce is another's. */
  @Nullable Member create(byte[] nonce, byte[] token) {
    index++;
    Member found =
        byNonce.computeIfAbsent(
            Arrays.toString(nonce),
            fresh -> {
              created++;
              Member made = new Member(new SessionId(random.nextLong(), created), token);
              members.put(made.id, made);
              return made;
            });
    return attach(found.id, token, 0) == null ? found : null;
  }

  Member member(SessionId id) {
    Member found = members.get(id);
    if (found == null) {
      throw new AssertionError("no session " + id);
    }
    return found;
  }

  /** Takes a session over, or says why not. */
  @Nullable String attach(SessionId id, byte[] token, long lowestAwaited) {
    index++;
    Member member = members.get(id);
    if (member == null) {
      return "session_unknown";
    }
    if (member.dead) {
      return "session_dead";
    }
    if (!Arrays.equals(member.token, token)) {
      return "token_invalid";
    }
    member.epoch++;
    member.release(lowestAwaited);
    return null;
  }

  private static @Nullable String refuse(Member member, long epoch) {
    return member.dead ? "session_dead" : epoch == member.epoch ? null : "fenced";
  }

  Answer request(
      Member member, long epoch, long sequence, long lowestAwaited, byte[] body, boolean any) {
    index++;
    String refused = refuse(member, epoch);
    if (refused != null) {
      return Answer.refused(refused);
    }
    String command = new String(body, StandardCharsets.UTF_8);
    Kept before = member.kept.get(sequence);
    if (before != null && !forgetful) {
      return before.command.equals(command)
          ? new Answer(before.answer.code, before.answer.reply, true)
          : Answer.refused("false_retry");
    }
    if (sequence < member.mark) {
      return Answer.refused("reply_evicted");
    }
    member.release(lowestAwaited);
    if (sequence >= Math.max(1, member.mark) + WINDOW) {
      return Answer.refused("sequence_ahead");
    }
    for (long below = Math.max(1, member.mark); !any && below < sequence; below++) {
      if (!member.kept.containsKey(below)) {
        return Answer.refused("out_of_order");
      }
    }
    return execute(member, sequence, command);
  }

  private Answer execute(Member member, long sequence, String command) {
    char kind = command.charAt(0);
    if (kind == NO_ROOM && random.nextBoolean()) {
      return Answer.refused("push_queue_full");
    }
    Answer answer =
        kind == THROWS
            ? Answer.refused("failed")
            : new Answer(null, reply(command).getBytes(StandardCharsets.UTF_8), false);
    if (kind != THROWS) {
      executions.merge(command, 1, Integer::sum);
      member.executed.add(command);
    }
    if (sequence >= member.mark) {
      member.kept.put(sequence, new Kept(command, answer));
    }
    if (kind == PUSHES) {
      member.pushes.put(++member.lastPush, "about " + command);
    }
    return answer;
  }

  static String reply(String command) {
    return "done " + command;
  }

  void acknowledge(Member member, long epoch, long number) {
    index++;
    if (refuse(member, epoch) == null) {
      if (number > member.lastPush) {
        throw new AssertionError("push " + number + " was acknowledged and never made");
      }
      member.pushes.headMap(number, true).clear();
      member.lastRemoved = Math.max(member.lastRemoved, number);
    }
  }

  void reject(Member member, long epoch, long number) {
    index++;
    if (refuse(member, epoch) == null && member.pushes.remove(number) != null) {
      member.deadLetters.add(number);
      if (member.pushes.headMap(number).isEmpty()) {
        member.lastRemoved = Math.max(member.lastRemoved, number);
      }
    }
  }

  @Nullable String keepAlive(Member member, long epoch, long lowestAwaited) {
    index++;
    String refused = refuse(member, epoch);
    if (refused == null) {
      member.release(lowestAwaited);
    }
    return refused;
  }

  /** Ends a session by its client's wish. */
  @Nullable String close(Member member, long epoch) {
    index++;
    String refused = refuse(member, epoch);
    if (refused == null) {
      member.dead = true;
    }
    return refused;
  }
}
