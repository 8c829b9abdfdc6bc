package io.sojourn.nfs;

import io.sojourn.channel.SlotTableImage;
import io.sojourn.nfs.NfsAdmin.ConnectionInfo;
import io.sojourn.nfs.NfsAdmin.SessionInfo;
import io.sojourn.nfs.NfsAdmin.SlotInfo;
import io.sojourn.nfs.NfsAdmin.SlotsInfo;
import io.sojourn.nfs.machine.SessionImage;
import io.sojourn.nfs.machine.SessionOutline;
import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SlotRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sessions as an administrator sees them: what is kept of them, and what is live here. */
final class ShownSessions {

  private final Leadership leadership;

  ShownSessions(Leadership leadership) {
    this.leadership = leadership;
  }

  /** One with everything. */
  SessionInfo of(SessionImage image) {
    LiveSession live = live(image.session());
    return of(image.session(), live, live == null ? keptSlots(image) : liveSlots(live));
  }

  /** One as a page shows it. */
  SessionInfo of(SessionOutline outline) {
    LiveSession live = live(outline.session());
    return of(
        outline.session(),
        live,
        live == null
            ? keptSlots(outline.session(), outline.replyBytes(), outline.slotsUsed(), List.of())
            : liveSlots(live).withoutEach());
  }

  private @Nullable LiveSession live(SessionRecord kept) {
    Reign reign = leadership.reign();
    return reign == null ? null : reign.session(kept.id());
  }

  private SessionInfo of(SessionRecord kept, @Nullable LiveSession live, SlotsInfo slots) {
    Reign reign = leadership.reign();
    BackChannel back = live == null ? null : live.session().back();
    List<ConnectionInfo> connections = new ArrayList<>();
    if (reign != null) {
      reign
          .connections()
          .of(kept.id())
          .forEach((peer, binding) -> connections.add(connection(peer, binding)));
    }
    return new SessionInfo(
        kept.id(),
        kept.clientId(),
        kept.isPersistent(),
        kept.dead(),
        kept.createdAt(),
        kept.fore(),
        kept.back(),
        slots,
        back != null && back.isUp(),
        List.copyOf(connections));
  }

  private static ConnectionInfo connection(Peer peer, Binding binding) {
    return new ConnectionInfo(
        peer.connection().id(), peer.remote(), binding.isFore(), binding.isBack());
  }

  private static SlotsInfo liveSlots(LiveSession live) {
    SlotTableImage image = live.session().fore().image();
    return new SlotsInfo(
        true,
        image.highestSlot(),
        image.targetHighestSlot(),
        live.session().fore().inProgress(),
        live.session().fore().keptBytes(),
        image.slots().size(),
        image.slots().stream()
            .map(
                slot ->
                    new SlotInfo(slot.slot(), slot.sequence(), slot.memory(), slot.reply().length))
            .toList());
  }

  private static SlotsInfo keptSlots(SessionImage image) {
    List<SlotInfo> used = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Integer, SlotRecord> slot : image.slots().entrySet()) {
      int length = slot.getValue().reply().length;
      SlotTableImage.Memory memory =
          slot.getValue().kept() ? SlotTableImage.Memory.KEPT : SlotTableImage.Memory.NOT_KEPT;
      used.add(new SlotInfo(slot.getKey(), slot.getValue().sequence(), memory, length));
      bytes += length;
    }
    return keptSlots(image.session(), bytes, used.size(), List.copyOf(used));
  }

  private static SlotsInfo keptSlots(
      SessionRecord session, long replyBytes, int used, List<SlotInfo> each) {
    int highest = (int) session.fore().requestsMax() - 1;
    return new SlotsInfo(false, highest, highest, 0, replyBytes, used, each);
  }
}
