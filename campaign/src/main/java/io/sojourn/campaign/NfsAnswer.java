package io.sojourn.campaign;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.FileAttribute;
import io.sojourn.nfs.client.OperationResult;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges the answer to a request against the folder as it was before: its status, and that the
 * change attributes, which count every effect, go on from where the answer before left them.
 */
final class NfsAnswer {

  private final NfsFolder folder;
  private final List<String> wrong = new ArrayList<>();

  private NfsAnswer(NfsFolder folder) {
    this.folder = folder;
  }

  /**
   * Takes an answer that was executed, now or earlier, into the folder.
   *
   * @return what is wrong with it
   */
  static List<String> take(NfsFolder folder, NfsStep step, CompoundReply reply) {
    NfsAnswer answer = new NfsAnswer(folder);
    try {
      answer.judge(step, reply);
    } catch (XdrException e) {
      answer.wrong.add("a malformed answer: " + e.getMessage());
    }
    return answer.wrong;
  }

  private void judge(NfsStep step, CompoundReply reply) throws XdrException {
    Status expected = folder.expected(step);
    if (reply.status() != expected) {
      wrong.add("answered " + reply + " instead of " + expected.rfcName());
      return;
    }
    if (expected != Status.OK) {
      return;
    }
    List<Long> attributes = attributes(reply);
    switch (step) {
      case NfsStep.MakeDirectory make -> changed(reply, Op.CREATE, 0);
      case NfsStep.MakeLink make -> changed(reply, Op.CREATE, 0);
      case NfsStep.MakeFile make -> changed(reply, Op.OPEN, 16);
      case NfsStep.Remove remove -> changed(reply, Op.REMOVE, 0);
      case NfsStep.Rename rename -> {
        // A name that already is that of the file changes nothing.
        if (!rename.to().equals(rename.name())) {
          changed(reply, Op.RENAME, 0);
        }
      }
      case NfsStep.Append append ->
          follows("file " + append.name(), folder.fileChange(append.name()), attributes.get(0));
      case NfsStep.Look look -> {
        follows("the folder", folder.change(), attributes.get(0));
        folder.setChange(attributes.get(0));
      }
    }
    folder.apply(step);
    if (step instanceof NfsStep.MakeFile make) {
      folder.setFileChange(make.name(), attributes.get(0));
    } else if (step instanceof NfsStep.Append append) {
      grows("file " + append.name(), attributes.get(0), attributes.get(1));
      folder.setFileChange(append.name(), attributes.get(1));
    }
  }

  /** The change attribute that each GETATTR of a compound told. */
  private static List<Long> attributes(CompoundReply reply) throws XdrException {
    List<Long> all = new ArrayList<>();
    for (OperationResult result : reply.results()) {
      if (result.operation() == Op.GETATTR) {
        all.add(AttributeValues.read(result.read()).number(FileAttribute.CHANGE));
      }
    }
    return all;
  }

  /** Reads the first change_info4 of an operation's result. */
  private void changed(CompoundReply reply, int operation, int skipped) throws XdrException {
    XdrReader from = reply.read(operation);
    from.skip(skipped);
    if (!from.readBoolean()) {
      wrong.add("the change was not told as one step");
    }
    long before = from.readLong();
    long after = from.readLong();
    follows("the folder", folder.change(), before);
    grows("the folder", before, after);
    folder.setChange(after);
  }

  private void follows(String what, @Nullable Long last, long before) {
    if (last != null && last != before) {
      wrong.add(what + " was at change " + last + " and then at " + before);
    }
  }

  private void grows(String what, long before, long after) {
    if (after <= before) {
      wrong.add(what + " went from change " + before + " to " + after);
    }
  }
}
