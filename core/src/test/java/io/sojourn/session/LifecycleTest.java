package io.sojourn.session;

import static io.sojourn.session.SessionState.ACTIVE;
import static io.sojourn.session.SessionState.EXPIRED;
import static io.sojourn.session.SessionState.INVALIDATED;
import static io.sojourn.session.SessionState.PENDING;
import static io.sojourn.session.SessionState.SUSPENDED;
import static io.sojourn.session.StateChange.ACTIVATE;
import static io.sojourn.session.StateChange.EXPIRE;
import static io.sojourn.session.StateChange.INVALIDATE;
import static io.sojourn.session.StateChange.RESUME;
import static io.sojourn.session.StateChange.SUSPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LifecycleTest {

  /** The one table of this test: every edge there is, and the change that takes it. */
  private static final Map<SessionState, Map<SessionState, StateChange>> EDGES =
      Map.of(
          PENDING, Map.of(ACTIVE, ACTIVATE, EXPIRED, EXPIRE, INVALIDATED, INVALIDATE),
          ACTIVE,
              Map.of(
                  ACTIVE, ACTIVATE, SUSPENDED, SUSPEND, EXPIRED, EXPIRE, INVALIDATED, INVALIDATE),
          SUSPENDED, Map.of(ACTIVE, RESUME, EXPIRED, EXPIRE, INVALIDATED, INVALIDATE),
          EXPIRED, Map.of(INVALIDATED, INVALIDATE),
          INVALIDATED, Map.of());

  static Stream<Arguments> everyPairOfStates() {
    return Stream.of(SessionState.values())
        .flatMap(from -> Stream.of(SessionState.values()).map(to -> Arguments.of(from, to)));
  }

  static Stream<Arguments> everyStateAndChange() {
    return Stream.of(SessionState.values())
        .flatMap(from -> Stream.of(StateChange.values()).map(by -> Arguments.of(from, by)));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("everyPairOfStates")
  void fromOneStateToAnotherLeadsOnlyTheChangeOfTheTable(SessionState from, SessionState to) {
    StateChange edge = edges(from).get(to);
    Set<StateChange> leadThere = EnumSet.noneOf(StateChange.class);
    for (StateChange change : StateChange.values()) {
      switch (Lifecycle.next(from, change)) {
        case Transition.Moves moves when moves.to() == to -> leadThere.add(change);
        case Transition.Stays stays when from == to -> leadThere.add(change);
        case Transition.Moves moves -> {}
        case Transition.Stays stays -> {}
        case Transition.Illegal illegal -> {}
      }
    }
    assertThat(leadThere).isEqualTo(edge == null ? Set.of() : Set.of(edge));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @MethodSource("everyStateAndChange")
  void aChangeMovesStaysOrIsIllegal(SessionState from, StateChange change) {
    Transition expected =
        edges(from).entrySet().stream()
            .filter(edge -> edge.getValue() == change)
            .map(Map.Entry::getKey)
            .map(to -> to == from ? new Transition.Stays() : new Transition.Moves(to))
            .findFirst()
            .orElse(new Transition.Illegal());
    assertThat(Lifecycle.next(from, change)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("everyPairOfStates")
  void noEdgeLeadsFromTheDeadToTheLiving(SessionState from, SessionState to) {
    if (!from.isLive()) {
      assertThat(to.isLive() && edges(from).containsKey(to)).isFalse();
    }
  }

  @Test
  void theTableHasTwentyFivePairsAndElevenEdges() {
    assertThat(everyPairOfStates()).hasSize(25);
    assertThat(EDGES.values().stream().mapToInt(Map::size).sum()).isEqualTo(11);
  }

  @Test
  void aStateIsReadBackFromItsLabelOnly() {
    Map<String, SessionState> labels = new TreeMap<>();
    for (SessionState state : SessionState.values()) {
      labels.put(state.label(), state);
      assertThat(SessionState.parse(state.label())).isSameAs(state);
    }
    assertThat(labels.keySet())
        .containsExactly("Active", "Expired", "Invalidated", "Pending", "Suspended");
    for (String wrong : new String[] {"", "active", "ACTIVE", " Active", "Dead"}) {
      assertThatThrownBy(() -> SessionState.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Map<SessionState, StateChange> edges(SessionState from) {
    Map<SessionState, StateChange> edges = EDGES.get(from);
    return edges == null ? Map.of() : edges;
  }
}
