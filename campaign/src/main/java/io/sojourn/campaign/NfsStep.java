package io.sojourn.campaign;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.FileAttribute;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.protocol.StateId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What a request is to do in the folder of its lane. Names are without a meaning of their own. */
sealed interface NfsStep {

  /** The name that decides whether it can be done. */
  String name();

  /** Adds its operations to a compound whose current file is the folder. */
  void addTo(Compound compound);

  /** Makes a directory, if nothing has that name. */
  record MakeDirectory(String name) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound.makeDirectory(name, new AttributeValues().mode(0755));
    }
  }

  /** Makes a symbolic link, if nothing has that name. */
  record MakeLink(String name, String target) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound.makeSymbolicLink(name, target, new AttributeValues());
    }
  }

  /** Makes an empty file, if nothing has that name. */
  record MakeFile(String name) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      int access = OpenRequest.WRITE | OpenRequest.WANT_NO_DELEGATION;
      compound
          .open(
              OpenRequest.of(name, access, "lane")
                  .with(new OpenRequest.Creation.Guarded(new AttributeValues().mode(0644))))
          .getAttributes(FileAttribute.CHANGE)
          .close(StateId.CURRENT);
    }
  }

  /** Writes at the end of a file, and asks for its change attribute before and afterwards. */
  record Append(String name, int at, String text) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound
          .lookup(name)
          .getAttributes(FileAttribute.CHANGE)
          .write(StateId.ANONYMOUS, at, 2, text.getBytes(StandardCharsets.US_ASCII))
          .getAttributes(FileAttribute.CHANGE);
    }

    @Override
    public String toString() {
      return "Append[" + text.length() + " bytes to " + name + " at " + at + "]";
    }
  }

  /** Gives something another name; what has that name already is replaced. */
  record Rename(String name, String to) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound.saveFileHandle().rename(name, to);
    }
  }

  /** Takes a name away. */
  record Remove(String name) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound.remove(name);
    }
  }

  /** Only asks for the change attribute of the folder. */
  record Look(String name) implements NfsStep {
    @Override
    public void addTo(Compound compound) {
      compound.getAttributes(FileAttribute.CHANGE);
    }
  }

  /** Draws one: mostly such that can be done. */
  static NfsStep draw(Random random, NfsFolder folder) {
    List<String> names = List.copyOf(folder.entries().keySet());
    boolean known = !names.isEmpty() && random.nextInt(10) > 0;
    String old = known ? names.get(random.nextInt(names.size())) : "n" + random.nextInt(100);
    String other = random.nextInt(8) > 0 ? "n" + random.nextInt(100_000) : old;
    int choice = random.nextInt(names.size() < NfsFolder.NAMES_MAX ? 100 : 55);
    if (choice < 5) {
      return new Look(old);
    } else if (choice < 25) {
      return new Remove(old);
    } else if (choice < 40) {
      return folder.rename(old, other);
    } else if (choice < 55) {
      return folder.append(old, random.nextInt(6) > 0 ? 500 : 50_000, random);
    } else if (choice < 75) {
      return new MakeDirectory(other);
    } else if (choice < 85) {
      return new MakeLink(other, "to/" + random.nextInt(1_000));
    }
    return new MakeFile(other);
  }
}
