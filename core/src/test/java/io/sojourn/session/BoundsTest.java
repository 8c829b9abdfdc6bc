package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Refusal.Code;
import io.sojourn.testing.LimitsWith;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit at its bound and one over. */
class BoundsTest {

  private static final Limits LIMITS = Limits.DEFAULT;

  @Test
  void aUserIdHasOneCharacterToTheBound() {
    fits(session("u", 1, 0, Map.of(), Map.of()));
    fits(session(text(LIMITS.userIdLength()), 1, 0, Map.of(), Map.of()));
    over(session("", 1, 0, Map.of(), Map.of()), "user_id");
    over(session(text(LIMITS.userIdLength() + 1), 1, 0, Map.of(), Map.of()), "user_id");
  }

  @Test
  void aLifeIsOneMillisecondToTheBound() {
    fits(session("u", LIMITS.lifeMillis(), 0, Map.of(), Map.of()));
    over(session("u", LIMITS.lifeMillis() + 1, 0, Map.of(), Map.of()), "life");
    over(session("u", 0, 0, Map.of(), Map.of()), "life");
    over(session("u", -1, 0, Map.of(), Map.of()), "life");
    over(session("u", Long.MIN_VALUE, 0, Map.of(), Map.of()), "life");
    over(session("u", Long.MAX_VALUE, 0, Map.of(), Map.of()), "life");
  }

  @Test
  void anIdleTimeoutIsNoneToTheBound() {
    fits(session("u", 1, 0, Map.of(), Map.of()));
    fits(session("u", 1, LIMITS.idleTimeoutMillis(), Map.of(), Map.of()));
    over(session("u", 1, LIMITS.idleTimeoutMillis() + 1, Map.of(), Map.of()), "idle");
    over(session("u", 1, -1, Map.of(), Map.of()), "idle");
    over(session("u", 1, Long.MAX_VALUE, Map.of(), Map.of()), "idle");
  }

  @Test
  void capabilitiesAreBoundedInNumberNameAndValue() {
    fits(session("u", 1, 0, many(LIMITS.capabilities()), Map.of()));
    over(session("u", 1, 0, many(LIMITS.capabilities() + 1), Map.of()), "capabilities");
    fits(session("u", 1, 0, Map.of(text(LIMITS.nameLength()), "v"), Map.of()));
    over(session("u", 1, 0, Map.of(text(LIMITS.nameLength() + 1), "v"), Map.of()), "capability");
    over(session("u", 1, 0, Map.of("", "v"), Map.of()), "capability");
    fits(session("u", 1, 0, Map.of("c", text(LIMITS.capabilityValueLength())), Map.of()));
    over(session("u", 1, 0, Map.of("c", text(LIMITS.capabilityValueLength() + 1)), Map.of()), "");
  }

  @Test
  void attributesAreBoundedInNumberNameAndValue() {
    fits(session("u", 1, 0, Map.of(), many(LIMITS.attributes())));
    over(session("u", 1, 0, Map.of(), many(LIMITS.attributes() + 1)), "attributes");
    fits(session("u", 1, 0, Map.of(), Map.of(text(LIMITS.nameLength()), "v")));
    over(session("u", 1, 0, Map.of(), Map.of(text(LIMITS.nameLength() + 1), "v")), "attribute");
    over(session("u", 1, 0, Map.of(), Map.of("", "v")), "attribute");
    fits(session("u", 1, 0, Map.of(), Map.of("a", text(LIMITS.attributeValueLength()))));
    over(session("u", 1, 0, Map.of(), Map.of("a", text(LIMITS.attributeValueLength() + 1))), "");
  }

  @Test
  void attributesAreBoundedTogetherNamesIncluded() {
    Limits limits = LimitsWith.bound("attributesLength", 10);
    assertThat(Bounds.checkAttributes(Map.of("ab", "123", "cd", "456"), limits)).isNull();
    assertThat(Bounds.checkAttributes(Map.of("ab", "123", "cd", "4567"), limits))
        .extracting(Refusal::code)
        .isEqualTo(Code.LIMIT_EXCEEDED);
  }

  @Test
  void editsAreAsManyAsReplaceEveryAttribute() {
    List<AttributeEdit> edits = new ArrayList<>();
    for (int i = 0; i < 2 * LIMITS.attributes(); i++) {
      edits.add(AttributeEdit.remove("a" + i));
    }
    assertThat(Bounds.checkEdits(edits, LIMITS)).isNull();
    edits.add(AttributeEdit.remove("one more"));
    assertThat(codeOf(Bounds.checkEdits(edits, LIMITS))).isEqualTo(Code.LIMIT_EXCEEDED);
  }

  @Test
  void editsNameEachAttributeOnceAndNoneWithoutAName() {
    assertThat(
            codeOf(
                Bounds.checkEdits(
                    List.of(AttributeEdit.set("a", "1"), AttributeEdit.remove("a")), LIMITS)))
        .isEqualTo(Code.INVALID);
    assertThat(codeOf(Bounds.checkEdits(List.of(AttributeEdit.remove("")), LIMITS)))
        .isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(
            codeOf(
                Bounds.checkEdits(
                    List.of(AttributeEdit.remove(text(LIMITS.nameLength() + 1))), LIMITS)))
        .isEqualTo(Code.LIMIT_EXCEEDED);
  }

  @Test
  void aCodeLivesOneMillisecondToTheBoundAndHasNoNegativeUses() {
    assertThat(Bounds.checkCode(1, 0, LIMITS)).isNull();
    assertThat(Bounds.checkCode(LIMITS.codeLifeMillis(), Integer.MAX_VALUE, LIMITS)).isNull();
    for (long life : new long[] {0, -1, LIMITS.codeLifeMillis() + 1, Long.MAX_VALUE}) {
      assertThat(codeOf(Bounds.checkCode(life, 1, LIMITS))).isEqualTo(Code.LIMIT_EXCEEDED);
    }
    for (int uses : new int[] {-1, Integer.MIN_VALUE}) {
      assertThat(codeOf(Bounds.checkCode(1, uses, LIMITS))).isEqualTo(Code.LIMIT_EXCEEDED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
  void halfACharacterIsRefusedWhereverItStands(String halved) {
    assertThat(codeOf(check(session(halved, 1, 0, Map.of(), Map.of())))).isEqualTo(Code.INVALID);
    for (Map<String, String> bad : List.of(Map.of(halved, "v"), Map.of("n", halved))) {
      assertThat(codeOf(check(session("u", 1, 0, bad, Map.of())))).isEqualTo(Code.INVALID);
      assertThat(codeOf(check(session("u", 1, 0, Map.of(), bad)))).isEqualTo(Code.INVALID);
    }
    assertThat(codeOf(Bounds.checkEdits(List.of(AttributeEdit.remove(halved)), LIMITS)))
        .isEqualTo(Code.INVALID);
  }

  @Test
  void wholeCharactersOfAnyPlaneAreTaken() {
    fits(session("\ud83d\ude00é\0", 1, 0, Map.of("名", "\ud83d\ude00"), Map.of("\uffff", "")));
  }

  @Test
  void aSessionIsAskedForInTheNaturalOrderOfNames() {
    SortedMap<String, String> backwards = new TreeMap<>(java.util.Comparator.reverseOrder());
    backwards.put("a", "1");
    backwards.put("b", "2");
    NewSession session = session("u", 1, 0, backwards, backwards);
    assertThat(session.capabilities().keySet()).containsExactly("a", "b");
    assertThat(session.attributes().keySet()).containsExactly("a", "b");
  }

  private static @Nullable Refusal check(NewSession session) {
    return Bounds.check(session, LIMITS);
  }

  private static void fits(NewSession session) {
    assertThat(check(session)).isNull();
  }

  private static void over(NewSession session, String word) {
    Refusal refusal = check(session);
    assertThat(codeOf(refusal)).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(refusal).extracting(Refusal::message).asString().contains(word);
  }

  private static @Nullable Code codeOf(@Nullable Refusal refusal) {
    return refusal == null ? null : refusal.code();
  }

  private static NewSession session(
      String user, long life, long idle, Map<String, String> can, Map<String, String> has) {
    TokenHash hash = new TokenHash(new byte[TokenHash.LENGTH]);
    return new NewSession(user, hash, life, idle, true, sorted(can), sorted(has));
  }

  private static SortedMap<String, String> sorted(Map<String, String> map) {
    return map instanceof SortedMap<String, String> ordered ? ordered : new TreeMap<>(map);
  }

  private static Map<String, String> many(int count) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      map.put("n" + i, "v");
    }
    return map;
  }

  private static String text(int length) {
    return "x".repeat(length);
  }
}
