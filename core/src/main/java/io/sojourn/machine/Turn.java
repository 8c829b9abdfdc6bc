package io.sojourn.machine;

import java.util.ArrayList;
import java.util.List;

/** The application of one entry: its index, the time that counts during it, and its effects. */
final class Turn {

  final long index;
  final long now;
  final List<Effect> effects = new ArrayList<>();

  Turn(long index, long now) {
    this.index = index;
    this.now = now;
  }

  void emit(Effect effect) {
    effects.add(effect);
  }
}
