package io.sojourn.machine;

import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The few named settings that all nodes share. */
final class Settings {

  private final TreeMap<String, byte[]> values = new TreeMap<>();
  private final Limits limits;
  private SettingGuard guard = (name, value) -> {};

  Settings(Limits limits) {
    this.limits = limits;
  }

  void guard(SettingGuard by) {
    guard = by;
  }

  Reply put(Command.PutSetting asked, Turn turn) {
    Refusal over = Bounds.checkSetting(asked.name(), asked.value(), limits);
    if (over != null) {
      return new Reply.Refused(over);
    }
    byte[] before = values.get(asked.name());
    if (before != null && asked.ifAbsent()) {
      return new Reply.SettingIs(asked.name(), before);
    }
    if (before == null && values.size() >= limits.settings()) {
      return Refusals.because(
          Refusal.Code.LIMIT_EXCEEDED, "There are " + limits.settings() + " settings already.");
    }
    guard.check(asked.name(), asked.value());
    values.put(asked.name(), asked.value());
    turn.emit(new Effect.SettingChanged(asked.name(), asked.value()));
    return new Reply.SettingIs(asked.name(), asked.value());
  }

  byte @Nullable [] get(String name) {
    return values.get(name);
  }

  /** All settings, in the order of their names. */
  List<SnapshotRecord.SettingRow> rows() {
    return values.entrySet().stream()
        .map(setting -> new SnapshotRecord.SettingRow(setting.getKey(), setting.getValue()))
        .toList();
  }

  /** Adds a setting that a snapshot held. */
  void restore(SnapshotRecord.SettingRow row) {
    guard.check(row.name(), row.value());
    if (values.putIfAbsent(row.name(), row.value()) != null) {
      throw new IllegalArgumentException("two settings of the name " + row.name());
    }
  }
}
