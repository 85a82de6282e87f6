using System.Text;
using Lockstep.Cli.Settings;
using Lockstep.Cli.Texts;
using static Lockstep.Cli.Manual.ManText;

namespace Lockstep.Cli.Manual;

/// <summary>Writes <c>lockstep.toml(5)</c> from the table of keys.</summary>
internal static class SettingsPage
{
    /// <summary>The page's text.</summary>
    public static string Write()
    {
        var page = new StringBuilder($".TH LOCKSTEP.TOML 5 \"\" \"lockstep {ProductVersion.Text}\" \"File Formats\"\n");
        Section(page, "NAME", "lockstep.toml \\- settings of a project for lockstep(1)");
        Section(page, "DESCRIPTION", Escaped(
            "TOML, in the project's directory; lockstep.local.toml beside it wins over it. The personal settings, ~/.config/lockstep/config.toml, have the same keys "
            + "but for [project], [deploy] and [[on_change]]. The command line goes before the environment, that before the project's settings, and those before the personal ones. "
            + "What is not known or has the wrong type is an error with its line and column. Times are whole numbers with ms, s, m, h, d or w, joined: \"1h30m\". Sizes have a unit: \"500MB\", \"1GiB\"."));
        foreach (IGrouping<string, SettingsKey> table in SettingsKeys.ByTable)
        {
            Heading(page, table.Key.Length == 0 ? "AT THE TOP OF THE FILE" : Escaped(table.Key));
            foreach (SettingsKey key in table)
            {
                string words = key.Words.Count > 0 ? $" ({string.Join(", ", key.Words)})" : "";
                string usual = key.Default.Length > 0 ? $" Default: {key.Default}." : "";
                string needed = key.IsNeeded ? " Needed." : "";
                Item(page, $"\\fB{Escaped(key.Name)}\\fR = {Escaped(key.Example)}", $"{key.About}{words}.{needed}{usual}");
            }
        }

        Section(page, "FILES", Escaped("lockstep.toml, lockstep.local.toml, ~/.config/lockstep/config.toml"));
        Section(page, "SEE ALSO", "\\fBlockstep\\fR(1), \\fBlockstep\\-trust\\fR(1)");
        return page.ToString();
    }
}
