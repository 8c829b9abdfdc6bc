package io.sojourn.check;

import java.util.Optional;
import java.util.SplittableRandom;

/** Operations drawn at random; numbers stay below 100, so that larger ones are never written. */
final class Drawn {

  private Drawn() {}

  static RegisterSpec.Op register(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new RegisterSpec.Write(random.nextInt(100));
      case 1 -> new RegisterSpec.CompareAndSet(random.nextInt(100), random.nextInt(100));
      default -> new RegisterSpec.Read();
    };
  }

  static CounterSpec.Add counter(SplittableRandom random) {
    return new CounterSpec.Add(random.nextInt(3));
  }

  static KeyValueSpec.Op keyValue(SplittableRandom random) {
    String key = "k" + random.nextInt(3);
    String value = "v" + random.nextInt(5);
    return switch (random.nextInt(6)) {
      case 0 -> new KeyValueSpec.Put(key, value);
      case 1 -> new KeyValueSpec.Remove(key);
      case 2 -> new KeyValueSpec.CompareAndSet(key, Optional.of("v" + random.nextInt(5)), value);
      case 3 -> new KeyValueSpec.CompareAndSet(key, Optional.empty(), value);
      default -> new KeyValueSpec.Get(key);
    };
  }
}
