package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemorySessionStoreTest extends SessionStoreContract {

  MemorySessionStoreTest() {
    super(new MemorySessionStore(3));
  }

  /** RFC 8881, 18.36.4: a client id of an earlier run of the server is stale. */
  @Test
  void idsOfAnotherRunAreOtherIds() {
    assertThat(new MemorySessionStore(3).nextClientId())
        .isNotEqualTo(new MemorySessionStore(4).nextClientId());
  }
}
