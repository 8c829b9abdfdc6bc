package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainPathTest extends OnSite {

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @Test
  void aClientMakesADirectoryAndAFileAndReadsItBack() throws Exception {
    ClientSession session = site().session("main");
    assertThat(session.call(new Compound(), false).status()).isEqualTo(Status.OK);
    assertThat(
            session
                .call(
                    new Compound()
                        .putRootFileHandle()
                        .makeDirectory("home", new AttributeValues().mode(0755)),
                    true)
                .status())
        .isEqualTo(Status.OK);
    CompoundReply opened =
        session.call(
            new Compound()
                .putRootFileHandle()
                .lookup("home")
                .open(OpenRequest.create("note", OpenRequest.BOTH, "me"))
                .getFileHandle(),
            true);
    assertThat(opened.status()).isEqualTo(Status.OK);
    StateId state = StateId.read(opened.read(Op.OPEN));
    byte[] file = opened.read(Op.GETFH).readOpaque(128);
    assertThat(
            session
                .call(new Compound().putFileHandle(file).write(state, 0, 2, HELLO), true)
                .status())
        .isEqualTo(Status.OK);
    CompoundReply read =
        session.call(new Compound().putFileHandle(file).read(state, 0, 100), false);
    assertThat(read.status()).isEqualTo(Status.OK);
    var data = read.read(Op.READ);
    assertThat(data.readBoolean()).isTrue();
    assertThat(data.readOpaque(100)).isEqualTo(HELLO);
    assertThat(session.call(new Compound().putFileHandle(file).close(state), true).status())
        .isEqualTo(Status.OK);
    assertThat(session.destroy()).isEqualTo(Status.OK);
  }
}
