package io.sojourn.nfs;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test that begins with an open site. */
abstract class OnSite {

  @TempDir private Path folder;
  private Site site;

  /** How its door works. */
  NfsConfig config() {
    return NfsConfig.DEFAULT;
  }

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder, config());
  }

  @AfterEach
  void close() {
    site.close();
  }

  Site site() {
    return site;
  }
}
