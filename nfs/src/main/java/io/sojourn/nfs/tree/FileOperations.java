package io.sojourn.nfs.tree;

import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.Op;
import java.util.ArrayList;
import java.util.List;

/** The operations of NFSv4.1 on files (RFC 8881, 18), those on sessions and clients left out. */
public final class FileOperations {

  private static final int STATE_ID_BYTES = 16;
  private static final int WRITE_RESULT_BYTES = 16;

  private final TreeSettings settings;
  private final Reclaims reclaims;
  private final Overdue overdue;
  private final List<OperationKind> kinds = new ArrayList<>();

  private FileOperations(TreeSettings settings, Reclaims reclaims, Overdue overdue) {
    this.settings = settings;
    this.reclaims = reclaims;
    this.overdue = overdue;
  }

  /** All of them, in no order, on a server where no client is ever overdue. */
  public static List<OperationKind> kinds(TreeSettings settings, Reclaims reclaims) {
    return kinds(settings, reclaims, Overdue.NONE);
  }

  /** All of them, in no order. */
  public static List<OperationKind> kinds(
      TreeSettings settings, Reclaims reclaims, Overdue overdue) {
    FileOperations operations = new FileOperations(settings, reclaims, overdue);
    operations.addLooking();
    operations.addChanging();
    for (Unsupported.Kind kind : Unsupported.kinds()) {
      operations.looks(kind.number(), kind.name(), kind.reader());
    }
    return List.copyOf(operations.kinds);
  }

  private void addLooking() {
    looks(Op.PUTROOTFH, "PUTROOTFH", HandleOperations::readPutRoot);
    looks(Op.PUTPUBFH, "PUTPUBFH", HandleOperations::readPutRoot);
    looks(Op.PUTFH, "PUTFH", HandleOperations::readPut);
    looks(Op.GETFH, "GETFH", HandleOperations::readGet);
    looks(Op.SAVEFH, "SAVEFH", HandleOperations::readSave);
    looks(Op.RESTOREFH, "RESTOREFH", HandleOperations::readRestore);
    looks(Op.LOOKUP, "LOOKUP", LookupOperations::readLookup);
    looks(Op.LOOKUPP, "LOOKUPP", LookupOperations::readParent);
    looks(Op.GETATTR, "GETATTR", AttributeOperations::readGet);
    looks(Op.VERIFY, "VERIFY", AttributeOperations::readVerify);
    looks(Op.NVERIFY, "NVERIFY", AttributeOperations::readNotVerify);
    looks(Op.ACCESS, "ACCESS", AccessOperation::read);
    looks(Op.READDIR, "READDIR", ReadDirOperation::read);
    looks(Op.READ, "READ", DataOperations::readRead);
    looks(Op.READLINK, "READLINK", DataOperations::readReadLink);
    looks(Op.COMMIT, "COMMIT", DataOperations::readCommit);
    looks(Op.SECINFO, "SECINFO", SecurityOperations::readNamed);
    looks(Op.SECINFO_NO_NAME, "SECINFO_NO_NAME", SecurityOperations::readUnnamed);
    looks(Op.TEST_STATEID, "TEST_STATEID", StateOperations::readTest);
  }

  private void addChanging() {
    changes(Op.SETATTR, "SETATTR", Bitmap.BYTES_MAX, AttributeOperations::readSet);
    changes(Op.CREATE, "CREATE", ChangeInfo.BYTES + Bitmap.BYTES_MAX, CreateOperation::read);
    changes(Op.REMOVE, "REMOVE", ChangeInfo.BYTES, RemoveOperation::read);
    changes(Op.RENAME, "RENAME", 2 * ChangeInfo.BYTES, RenameOperation::read);
    changes(Op.LINK, "LINK", ChangeInfo.BYTES, LinkOperation::read);
    changes(Op.WRITE, "WRITE", WRITE_RESULT_BYTES, DataOperations::readWrite);
    changes(Op.OPEN, "OPEN", OpenOperation.RESULT_BYTES_MAX, OpenOperation::read);
    changes(Op.CLOSE, "CLOSE", STATE_ID_BYTES, StateOperations::readClose);
    changes(Op.OPEN_DOWNGRADE, "OPEN_DOWNGRADE", STATE_ID_BYTES, StateOperations::readDowngrade);
    changes(Op.DELEGRETURN, "DELEGRETURN", 0, StateOperations::readReturn);
    changes(Op.FREE_STATEID, "FREE_STATEID", 0, StateOperations::readFree);
  }

  private void looks(int number, String name, TreeOperation.Reader reader) {
    kinds.add(kind(number, name, false, 0, reader));
  }

  private void changes(int number, String name, int resultBytesMax, TreeOperation.Reader reader) {
    kinds.add(kind(number, name, true, resultBytesMax, reader));
  }

  private OperationKind kind(
      int number, String name, boolean changes, int resultBytesMax, TreeOperation.Reader reader) {
    return new OperationKind(
        number,
        name,
        changes,
        resultBytesMax,
        from -> {
          TreeOperation operation = reader.read(from);
          return (turn, result) ->
              operation.run(new Tree(turn, settings, reclaims, overdue), result);
        });
  }
}
