package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.session;
import static io.sojourn.session.AttributeEdit.remove;
import static io.sojourn.session.AttributeEdit.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Attribute;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttributesTest {

  private final Kernel kernel = new Kernel(LimitsWith.bound("attributes", 3));

  @BeforeEach
  void aSession() {
    kernel.create(ANN);
  }

  @Test
  void severalAttributesAreSetInOneVersion() {
    Session edited = session(kernel.edit(ANN, set("a", "1"), set("b", "2")));
    assertThat(edited.version()).isEqualTo(2);
    assertThat(edited.attributes())
        .isEqualTo(Map.of("a", new Attribute("1", 2), "b", new Attribute("2", 2)));
    assertThat(kernel.effects).containsExactly(new Effect.SessionChanged(edited));
  }

  @Test
  void anAttributeThatIsNotNamedKeepsItsVersion() {
    kernel.edit(ANN, set("a", "1"), set("b", "2"));
    Session edited = session(kernel.edit(ANN, set("b", "3"), remove("c")));
    assertThat(edited.attributes())
        .isEqualTo(Map.of("a", new Attribute("1", 2), "b", new Attribute("3", 3)));
  }

  @Test
  void settingTheSameValueOrRemovingWhatIsNotThereChangesNothing() {
    Session before = session(kernel.edit(ANN, set("a", "1")));
    assertThat(session(kernel.edit(ANN, set("a", "1"), remove("b")))).isEqualTo(before);
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void replacingAllRemovesWhatIsNotNamed() {
    kernel.edit(ANN, set("a", "1"), set("b", "2"));
    Session edited = session(replaceAll(set("b", "2"), set("c", "3")));
    assertThat(edited.attributes())
        .isEqualTo(Map.of("b", new Attribute("2", 2), "c", new Attribute("3", 3)));
    assertThat(session(replaceAll()).attributes()).isEmpty();
  }

  @Test
  void anEditMayDemandTheVersionOfTheSession() {
    kernel.edit(ANN, set("a", "1"));
    assertThat(refusal(atVersion(1, set("a", "2")))).isEqualTo(Code.VERSION_MISMATCH);
    assertThat(refusal(atVersion(-7, set("a", "2")))).isEqualTo(Code.VERSION_MISMATCH);
    assertThat(session(atVersion(2, set("a", "2"))).version()).isEqualTo(3);
  }

  @Test
  void anEditMayDemandTheVersionOfAnAttributeOrItsAbsence() {
    AttributeEdit ifAbsent = new AttributeEdit("a", "1", AttributeEdit.ABSENT);
    assertThat(session(kernel.edit(ANN, ifAbsent)).version()).isEqualTo(2);
    assertThat(refusal(kernel.edit(ANN, ifAbsent))).isEqualTo(Code.VERSION_MISMATCH);
    kernel.edit(ANN, set("b", "1"));
    assertThat(refusal(kernel.edit(ANN, new AttributeEdit("a", "2", 3))))
        .isEqualTo(Code.VERSION_MISMATCH);
    assertThat(session(kernel.edit(ANN, new AttributeEdit("a", "2", 2))).version()).isEqualTo(4);
    assertThat(session(kernel.edit(ANN, new AttributeEdit("a", null, 4))).attributes())
        .containsOnlyKeys("b");
  }

  @Test
  void oneEditThatDoesNotFitStopsAllOfThem() {
    Session before = session(kernel.edit(ANN, set("a", "1")));
    assertThat(
            refusal(
                kernel.edit(ANN, set("b", "2"), new AttributeEdit("a", "2", AttributeEdit.ABSENT))))
        .isEqualTo(Code.VERSION_MISMATCH);
    assertThat(refusal(kernel.edit(ANN, set("b", "2"), set("b", "3")))).isEqualTo(Code.INVALID);
    assertThat(refusal(kernel.edit(ANN, set("b", "2"), set("c", "3"), set("d", "4"))))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(kernel.find(ANN)).isEqualTo(before);
  }

  @Test
  void theBoundHoldsForWhatIsLeftAfterTheEdit() {
    kernel.edit(ANN, set("a", "1"), set("b", "2"), set("c", "3"));
    assertThat(session(kernel.edit(ANN, remove("a"), set("d", "4"))).attributes())
        .containsOnlyKeys("b", "c", "d");
  }

  @Test
  void anAttributeRemovedAndSetAgainNeverHasAVersionItHadBefore() {
    long first = version(kernel.edit(ANN, set("a", "1")));
    kernel.edit(ANN, remove("a"));
    long second = version(kernel.edit(ANN, set("a", "1")));
    replaceAll(set("b", "1"));
    long third = version(kernel.edit(ANN, set("a", "1")));
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates().isSorted();
    assertThat(refusal(kernel.edit(ANN, new AttributeEdit("a", "2", first))))
        .isEqualTo(Code.VERSION_MISMATCH);
  }

  private static long version(Reply reply) {
    Attribute attribute = session(reply).attributes().get("a");
    return attribute == null ? -1 : attribute.version();
  }

  private Reply atVersion(long version, AttributeEdit... edits) {
    return kernel.ask(new Command.EditAttributes(ANN, version, List.of(edits), false));
  }

  private Reply replaceAll(AttributeEdit... edits) {
    return kernel.ask(new Command.EditAttributes(ANN, 0, List.of(edits), true));
  }
}
