package io.sojourn.house.broken;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Random;

/** Breaks the rules that a class can break; never run. */
@SuppressWarnings({"DefaultCharset", "StringCaseLocaleUsage", "SystemOut"})
final class Breach {

  private Breach() {}

  static int now() throws IOException {
    System.out.println(System.currentTimeMillis());
    int first = new InputStreamReader(new ByteArrayInputStream("a".getBytes())).read();
    return first + new Random().nextInt() + "A".toLowerCase().length();
  }

  static void end() {
    System.exit(1);
  }
}
