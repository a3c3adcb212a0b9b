package dev.pith.plugin.command;

import dev.pith.plugin.settings.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Settings as flags of a command. */
final class SettingFlags {

  private SettingFlags() {}

  /** Adds a flag for each setting of a group. */
  static void add(CommandSpec spec, Setting.Group group) {
    of(setting -> setting.group() == group).forEach(spec::addOption);
  }

  /** Adds a flag for each setting of a group, under a heading. */
  static void add(CommandSpec spec, Setting.Group group, String heading) {
    ArgGroupSpec.Builder flags =
        ArgGroupSpec.builder().validate(false).multiplicity("0..1").heading("%n" + heading + "%n");
    of(setting -> setting.group() == group).forEach(flags::addArg);
    spec.addArgGroup(flags.build());
  }

  /** Returns the flags that were given, by the key of their setting. */
  static Map<String, String> given(ParseResult parsed) {
    Map<String, String> flags = new HashMap<>();
    for (Setting setting : Setting.all()) {
      String value = parsed.matchedOptionValue("--" + setting.key(), null);
      if (value != null) {
        flags.put(setting.key(), value);
      }
    }
    return flags;
  }

  private static List<OptionSpec> of(Predicate<Setting> wanted) {
    return Setting.all().stream().filter(wanted).map(SettingFlags::flag).toList();
  }

  private static OptionSpec flag(Setting setting) {
    return OptionSpec.builder("--" + setting.key())
        .type(String.class)
        .paramLabel(setting.unit())
        .description(
            setting.defaultText().isEmpty()
                ? setting.doc()
                : setting.doc() + " Default: " + setting.defaultText())
        .build();
  }
}
