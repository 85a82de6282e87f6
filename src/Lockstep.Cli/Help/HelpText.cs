using System.CommandLine;

namespace Lockstep.Cli.Help;

/// <summary>The help of a command, and of the whole program, in a given width.</summary>
/// <param name="width">Columns there are.</param>
internal sealed class HelpText(int width)
{
    private const int MostLabel = 26;

    /// <summary>A command's help: how it is written, its options, examples, exit codes, and where more is.</summary>
    public string Of(Command command)
    {
        if (command is RootCommand root)
        {
            return OfAll(root);
        }

        VerbGuide guide = VerbGuides.Find(command.Name) ?? new VerbGuide("[options]", "", [], "config");
        List<string> lines = [.. Wrap($"Usage: lockstep {command.Name} {guide.Synopsis}".TrimEnd(), 0), "", .. Wrap(Sentence(command.Description), 0)];
        lines.AddRange(guide.More.Length > 0 ? Wrap(guide.More, 0) : []);
        AddTable(lines, "Words", command.Arguments.Where(argument => !argument.Hidden).Select(argument => (argument.HelpName ?? argument.Name, argument.Description ?? "")));
        AddTable(lines, "Options", command.Options.Where(option => !option.Hidden).Select(Row));
        if (command.TreatUnmatchedTokensAsErrors)
        {
            AddTable(lines, "Options of every command", AboveOf(command).Select(Row));
        }

        AddTable(lines, "Examples", guide.Examples, isExample: true);
        lines.AddRange(["", "Exit codes:", .. Wrap(guide.Codes + ".", 2)]);
        lines.AddRange(["", .. Wrap($"More: lockstep help {guide.Page}", 0)]);
        return string.Join('\n', lines);
    }

    private string OfAll(RootCommand root)
    {
        List<string> lines = ["Usage: lockstep COMMAND [options]", "", .. Wrap(Sentence(root.Description), 0)];
        AddTable(lines, "Commands", root.Subcommands.Where(command => !command.Hidden).Select(command => (command.Name, command.Description ?? "")));
        AddTable(lines, "Options of every command", root.Options.Where(option => !option.Hidden).Select(Row));
        AddTable(
            lines,
            "Examples",
            [
                ("lockstep push box:", "to projects/<this directory> on host box, then its deploy"),
                ("lockstep watch box:", "the same, and again on every save"),
                ("lockstep run box: -- make test", "push, then a command there"),
                ("lockstep undo", "the target as it was before the last run"),
                ("lockstep init", "write lockstep.toml, so that box: need not be given"),
            ],
            isExample: true);
        lines.AddRange(["", "Exit codes:", .. Wrap(VerbGuide.UsualCodes + ".", 2), ""]);
        lines.AddRange(Wrap($"More: lockstep help COMMAND, or a page: lockstep help {string.Join('|', Pages.Names)}", 0));
        return string.Join('\n', lines);
    }

    private void AddTable(List<string> lines, string title, IEnumerable<(string Label, string Text)> rows, bool isExample = false)
    {
        (string Label, string Text)[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        lines.AddRange(["", $"{title}:"]);
        int most = isExample ? width / 2 + 8 : Math.Min(MostLabel, width / 2);
        int label = all.Max(row => row.Label.Length <= most ? row.Label.Length : 0);
        foreach ((string name, string text) in all)
        {
            List<string> described = Wrap(text, label + 4);
            bool fits = name.Length <= label;
            lines.Add(fits && described.Count > 0 ? $"  {name.PadRight(label)}  {described[0].TrimStart()}" : $"  {name}");
            lines.AddRange(fits ? described.Skip(1) : described);
        }
    }

    private static IEnumerable<Option> AboveOf(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive && !option.Hidden);

    private static (string, string) Row(Option option)
    {
        IEnumerable<string> names = [.. option.Aliases.Where(alias => alias.Length == 2 && alias[1] != '?'), option.Name];
        string value = option.HelpName is { Length: > 0 } name ? $" {name}" : string.Empty;
        return (string.Join(", ", names) + value, option.Description ?? "");
    }

    private static string Sentence(string? text) => string.IsNullOrEmpty(text) ? "" : text.EndsWith('.') ? text : $"{text}.";

    private List<string> Wrap(string text, int indent)
    {
        List<string> lines = [];
        string current = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (current.Length > 0 && indent + current.Length + 1 + word.Length > width)
            {
                lines.Add(new string(' ', indent) + current);
                current = "";
            }

            current += current.Length == 0 ? word : $" {word}";
        }

        return current.Length == 0 ? lines : [.. lines, new string(' ', indent) + current];
    }
}
