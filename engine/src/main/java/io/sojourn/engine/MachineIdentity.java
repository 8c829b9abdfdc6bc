package io.sojourn.engine;

import io.sojourn.machine.MachineProvider;
import io.sojourn.machine.SettingGuard;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which state machine a node runs. The nodes of a cluster agree on it in a setting of the log: the
 * first leader writes it, a leader of a higher version raises it, and a node of another name or a
 * lower version stops before it applies anything after that.
 *
 * @param name as of {@link MachineProvider#NAME}
 * @param version from 1 to {@link #VERSION_MAX}
 */
public record MachineIdentity(String name, int version) {

  /** The setting's name. Its value is the machine's name, a space and the version in decimal. */
  static final String SETTING = "machine";

  /** The highest version. */
  public static final int VERSION_MAX = 999_999_999;

  private static final Pattern FORM =
      Pattern.compile("(" + MachineProvider.NAME + ") ([1-9][0-9]{0,8})");

  /**
   * Refuses what is not of the form.
   *
   * @throws IllegalArgumentException if the name or the version is none
   */
  public MachineIdentity {
    if (!name.matches(MachineProvider.NAME) || version < 1 || version > VERSION_MAX) {
      throw new IllegalArgumentException("no machine: " + name + " " + version);
    }
  }

  /** Reads the value of the setting; empty if it is not of the form. */
  static Optional<MachineIdentity> parse(byte[] setting) {
    Matcher form = FORM.matcher(new String(setting, StandardCharsets.ISO_8859_1));
    return form.matches()
        ? Optional.of(new MachineIdentity(form.group(1), Integer.parseInt(form.group(2))))
        : Optional.empty();
  }

  byte[] toSetting() {
    return (name + " " + version).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a leader that runs this has to write so, given what the cluster agreed on. */
  boolean isNews(Optional<byte[]> agreed) {
    return agreed.flatMap(MachineIdentity::parse).filter(it -> it.version >= version).isEmpty();
  }

  /** Stops a node that does not run what its cluster agreed on. */
  SettingGuard guard() {
    return (setting, value) -> {
      if (setting.equals(SETTING)) {
        MachineIdentity agreed = parse(value).orElse(null);
        if (agreed == null || !agreed.name.equals(name) || agreed.version > version) {
          throw new IllegalStateException(
              "the cluster runs the machine "
                  + (agreed == null ? "of a form not known here" : agreed)
                  + ", and this node has "
                  + this);
        }
      }
    };
  }

  /** As it is told to a person. */
  @Override
  public String toString() {
    return name + ", version " + version;
  }
}
