package io.sojourn.machine;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.TokenHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The life of sessions and codes once more, as plainly as can be: maps, strings, and a look at
 * everything on every entry. Shares no rule with the machine, neither the life cycle nor the
 * bounds.
 */
final class NaiveLife {

  private static final String OK = "ok";

  private static final class Life {
    String state = "";
    TokenHash token = Kernel.token(0);
    long createdAt;
    long life;
    long idle;
    long seenAt;
    long endedAt;
    long version = 1;
    long epoch;
    Map<String, String> values = new TreeMap<>();
    Map<String, Long> versions = new TreeMap<>();

    boolean lives() {
      return Set.of("Pending", "Active", "Suspended").contains(state);
    }
  }

  private static final class Code {
    String host = "";
    long endsAt;
    int usesLeft;
  }

  private final Limits limits;
  private final Map<String, Life> lives = new TreeMap<>();
  private final Map<String, Code> codes = new TreeMap<>();
  private long now;
  private long grantedAt;

  NaiveLife(Limits limits) {
    this.limits = limits;
  }

  /** What each command comes to: "ok", or the name of a refusal, or "" where it does not say. */
  List<String> apply(Entry entry) {
    now = Math.max(now, entry.clusterTime());
    if (entry.commands().stream().anyMatch(c -> c instanceof Command.GrantLeases)) {
      grantedAt = now;
    }
    codes.values().removeIf(code -> code.endsAt <= now);
    for (String id : List.copyOf(lives.keySet())) {
      Life life = get(id);
      long lease = life.createdAt + life.life;
      if (life.idle > 0) {
        lease = Math.min(lease, Math.max(life.seenAt, grantedAt) + life.idle);
      }
      if (life.lives() && lease <= now) {
        end(id, "Expired");
      } else if (!life.lives()
          && Math.max(life.endedAt, grantedAt) + limits.retentionMillis() <= now) {
        lives.remove(id);
      }
    }
    List<String> outcomes = new ArrayList<>();
    for (Command command : entry.commands()) {
      outcomes.add(apply(command));
    }
    return outcomes;
  }

  private String apply(Command command) {
    return switch (command) {
      case Command.CreateSession c -> {
        Life life = lives.get(c.id().toString());
        if (life == null || !c.session().tokenHash().equals(life.token)) {
          yield create(c.id().toString(), c.session(), 0);
        }
        yield life.lives() ? OK : "SESSION_DEAD";
      }
      case Command.ChangeState c -> change(c);
      case Command.Touch c -> seen(c.id().toString(), false, 0, true);
      case Command.EditAttributes c -> edit(c);
      case Command.OpenCode c -> open(c);
      case Command.CloseCode c -> {
        codes.values().removeIf(code -> code.host.equals(c.host().toString()));
        yield lives.containsKey(c.host().toString()) ? OK : "SESSION_UNKNOWN";
      }
      case Command.RedeemCode c -> redeem(c);
      case Command.Attach c -> {
        Life life = lives.get(c.id().toString());
        if (life != null && !c.tokenHash().equals(life.token)) {
          yield "TOKEN_INVALID";
        }
        String outcome = seen(c.id().toString(), false, 0, true);
        if (outcome.equals(OK)) {
          get(c.id().toString()).epoch++;
        }
        yield outcome;
      }
      case Command.Request c -> request(c);
      case Command.Acknowledge c -> {
        String outcome = seen(c.id().toString(), true, c.epoch(), true);
        yield outcome.equals(OK) ? "" : outcome;
      }
      case Command.KeepAlive c -> {
        boolean wellFormed = c.lowestAwaited() >= 0;
        String outcome = seen(c.id().toString(), true, c.epoch(), wellFormed);
        yield outcome.equals(OK) && !wellFormed ? "INVALID" : outcome;
      }
      case Command.Reject c -> {
        boolean wellFormed = c.number() >= 1 && !c.reason().equals("\ud800");
        String outcome = seen(c.id().toString(), true, c.epoch(), wellFormed);
        yield outcome.equals(OK) ? wellFormed ? "" : "INVALID" : outcome;
      }
      case Command.EndSession c -> endBy(c);
      case Command.ClearDeadLetters c ->
          lives.containsKey(c.id().toString()) ? OK : "SESSION_UNKNOWN";
      case Command.Internal c -> "";
      case Command.Service c -> "";
      case Command.PutSetting c -> "";
      case Command.Upgrade c -> OK;
      case Command.ResendDue c -> OK;
      case Command.GrantLeases c -> OK;
    };
  }

  private String request(Command.Request c) {
    boolean wellFormed =
        c.sequence() >= 1 && c.lowestAwaited() >= 0 && c.body().length <= limits.requestBytes();
    Life life = lives.get(c.id().toString());
    boolean active = life != null && life.state.equals("Active");
    String outcome = seen(c.id().toString(), true, c.epoch(), wellFormed && active);
    return outcome.equals(OK) ? active ? "" : "SESSION_NOT_ACTIVE" : outcome;
  }

  private String endBy(Command.EndSession c) {
    Life life = lives.get(c.id().toString());
    if (life == null) {
      return "SESSION_UNKNOWN";
    } else if (!life.lives()) {
      return "SESSION_DEAD";
    } else if (life.epoch != c.epoch()) {
      return "FENCED";
    }
    end(c.id().toString(), "Invalidated");
    return OK;
  }

  private String create(String id, NewSession asked, int alsoCapabilities) {
    if (lives.containsKey(id)) {
      return "SESSION_EXISTS";
    }
    if (lives.size() >= limits.sessions()
        || asked.lifeMillis() < 1
        || asked.lifeMillis() > limits.lifeMillis()
        || asked.idleTimeoutMillis() < 0
        || asked.idleTimeoutMillis() > limits.idleTimeoutMillis()
        || asked.capabilities().size() + alsoCapabilities > limits.capabilities()) {
      return "LIMIT_EXCEEDED";
    }
    String refused = refuse(asked.attributes());
    if (!refused.equals(OK)) {
      return refused;
    }
    if (asked.capabilities().containsKey("foe")) {
      return "NOT_ADMITTED";
    }
    Life life = new Life();
    life.state = asked.activate() ? "Active" : "Pending";
    life.token = asked.tokenHash();
    life.createdAt = now;
    life.seenAt = now;
    life.life = asked.lifeMillis();
    life.idle = asked.idleTimeoutMillis();
    life.values.putAll(asked.attributes());
    life.values.keySet().forEach(name -> life.versions.put(name, 1L));
    lives.put(id, life);
    return OK;
  }

  private String refuse(Map<String, String> attributes) {
    if (attributes.size() > limits.attributes()) {
      return "LIMIT_EXCEEDED";
    }
    int length = 0;
    for (Map.Entry<String, String> attribute : new TreeMap<>(attributes).entrySet()) {
      if (attribute.getKey().length() > limits.nameLength()) {
        return "LIMIT_EXCEEDED";
      }
      if (attribute.getValue().equals("\ud800")) {
        return "INVALID";
      }
      length += attribute.getKey().length() + attribute.getValue().length();
    }
    return length > limits.attributesLength() ? "LIMIT_EXCEEDED" : OK;
  }

  private String change(Command.ChangeState asked) {
    Life life = lives.get(asked.id().toString());
    if (life == null) {
      return "SESSION_UNKNOWN";
    }
    String edge = life.state + " " + asked.change();
    if (!edge.endsWith("EXPIRE")
        && asked.expectedVersion() != 0
        && asked.expectedVersion() != life.version) {
      return "VERSION_MISMATCH";
    }
    switch (edge) {
      case "Pending ACTIVATE", "Suspended RESUME" -> life.state = "Active";
      case "Active ACTIVATE" -> life.version--;
      case "Active SUSPEND" -> life.state = "Suspended";
      case "Pending INVALIDATE", "Active INVALIDATE", "Suspended INVALIDATE" -> {
        end(asked.id().toString(), "Invalidated");
        life.version--;
      }
      case "Expired INVALIDATE" -> life.state = "Invalidated";
      default -> {
        return "ILLEGAL_TRANSITION";
      }
    }
    life.version++;
    return OK;
  }

  private void end(String id, String state) {
    Life life = get(id);
    life.state = state;
    life.endedAt = now;
    life.version++;
    codes.values().removeIf(code -> code.host.equals(id));
  }

  private String seen(String id, boolean onChannel, long epoch, boolean counts) {
    Life life = lives.get(id);
    if (life == null) {
      return "SESSION_UNKNOWN";
    }
    if (!life.lives()) {
      return "SESSION_DEAD";
    }
    if (onChannel && epoch != life.epoch) {
      return "FENCED";
    }
    if (counts) {
      life.seenAt = now;
    }
    return OK;
  }

  private String edit(Command.EditAttributes asked) {
    Life life = lives.get(asked.id().toString());
    if (life == null) {
      return "SESSION_UNKNOWN";
    }
    if (!life.lives()) {
      return "SESSION_DEAD";
    }
    Set<String> names = new HashSet<>();
    for (AttributeEdit edit : asked.edits()) {
      if (edit.name().length() > limits.nameLength()) {
        return "LIMIT_EXCEEDED";
      }
      if (!names.add(edit.name()) || "\ud800".equals(edit.value())) {
        return "INVALID";
      }
    }
    if (asked.expectedVersion() != 0 && asked.expectedVersion() != life.version) {
      return "VERSION_MISMATCH";
    }
    Map<String, String> after = new TreeMap<>(asked.replaceAll() ? Map.of() : life.values);
    for (AttributeEdit edit : asked.edits()) {
      Long version = life.versions.get(edit.name());
      if (edit.expectedVersion() != -1
          && edit.expectedVersion() != (version == null ? 0 : version)) {
        return "VERSION_MISMATCH";
      }
      if (edit.value() == null) {
        after.remove(edit.name());
      } else {
        after.put(edit.name(), edit.value());
      }
    }
    String refused = refuse(after);
    if (!refused.equals(OK) || after.equals(life.values)) {
      return refused;
    }
    life.version++;
    life.versions.keySet().retainAll(after.keySet());
    after.forEach(
        (name, value) -> {
          if (!value.equals(life.values.get(name))) {
            life.versions.put(name, life.version);
          }
        });
    life.values = after;
    return OK;
  }

  private String open(Command.OpenCode asked) {
    String host = asked.host().toString();
    Life life = lives.get(host);
    if (life == null) {
      return "SESSION_UNKNOWN";
    }
    if (!life.lives()) {
      return "SESSION_DEAD";
    }
    if (asked.lifeMillis() < 1
        || asked.lifeMillis() > limits.codeLifeMillis()
        || asked.uses() < 0) {
      return "LIMIT_EXCEEDED";
    }
    if (codes.containsKey(asked.code().text())) {
      return "CODE_TAKEN";
    }
    boolean hadOne = codes.values().stream().anyMatch(code -> code.host.equals(host));
    if (!hadOne && codes.size() >= limits.codes()) {
      return "LIMIT_EXCEEDED";
    }
    codes.values().removeIf(code -> code.host.equals(host));
    Code code = new Code();
    code.host = host;
    code.endsAt = now + asked.lifeMillis();
    code.usesLeft = asked.uses();
    codes.put(asked.code().text(), code);
    return OK;
  }

  private String redeem(Command.RedeemCode asked) {
    Code code = codes.get(asked.code().text());
    if (code == null || get(code.host).state.equals("Suspended")) {
      return "CODE_INVALID";
    }
    String outcome = create(asked.viewerId().toString(), asked.viewer(), 1);
    if (outcome.equals(OK)) {
      code.endsAt = Long.MAX_VALUE;
      if (code.usesLeft == 1) {
        codes.remove(asked.code().text());
      } else if (code.usesLeft > 1) {
        code.usesLeft--;
      }
    }
    return outcome;
  }

  private Life get(String id) {
    Life life = lives.get(id);
    if (life == null) {
      throw new AssertionError("the model has lost " + id);
    }
    return life;
  }

  /** Every session and code as a line. */
  Map<String, String> lines() {
    Map<String, String> lines = new HashMap<>();
    lives.forEach(
        (id, life) -> {
          Map<String, String> attributes = new TreeMap<>();
          life.values.forEach((k, v) -> attributes.put(k, v + "@" + life.versions.get(k)));
          lines.put(
              id,
              String.join(
                  " ",
                  life.state,
                  "v" + life.version,
                  "e" + life.epoch,
                  "seen " + life.seenAt,
                  attributes.toString()));
        });
    codes.forEach(
        (text, code) -> lines.put(text, code.host + " " + code.endsAt + " " + code.usesLeft));
    return lines;
  }
}
