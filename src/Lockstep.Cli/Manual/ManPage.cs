using System.CommandLine;
using System.Text;
using Lockstep.Cli.Help;
using Lockstep.Cli.Texts;
using static Lockstep.Cli.Manual.ManText;

namespace Lockstep.Cli.Manual;

/// <summary>
/// Writes a command of the command line as a page of section 1, in the macros of man(7). What a page says is what
/// <c>--help</c> says, from the same definitions.
/// </summary>
internal static class ManPage
{
    private const string Program = "lockstep";

    /// <summary>The page of the program, or of one of its commands.</summary>
    /// <param name="command">The command.</param>
    /// <param name="root">The program.</param>
    public static string Of(Command command, RootCommand root)
    {
        bool isRoot = command == root;
        VerbGuide? guide = isRoot ? null : VerbGuides.Find(command.Name);
        string name = isRoot ? Program : $"{Program}-{command.Name}";
        var page = new StringBuilder();
        page.Append($".TH {Escaped(name.ToUpperInvariant())} 1 \"\" \"{Program} {ProductVersion.Text}\" \"User Commands\"\n");
        Section(page, "NAME", $"{Escaped(name)} \\- {Escaped(Uncapitalised(command.Description))}");
        Section(page, "SYNOPSIS", isRoot
            ? $"\\fB{Program}\\fR \\fICOMMAND\\fR [options]"
            : $"\\fB{Program} {Escaped(command.Name)}\\fR {Escaped(guide?.Synopsis ?? "[options]")}");
        if (guide is { More.Length: > 0 })
        {
            Section(page, "DESCRIPTION", Escaped(guide.More));
        }

        if (isRoot)
        {
            Heading(page, "COMMANDS");
            foreach (Command verb in Visible(root))
            {
                Item(page, $"\\fB{Program} {Escaped(verb.Name)}\\fR", $"{verb.Description}.");
            }
        }

        WriteArguments(page, command);
        WriteOptions(page, "OPTIONS", command.Options);
        if (!isRoot && command.TreatUnmatchedTokensAsErrors)
        {
            WriteOptions(page, "GLOBAL OPTIONS", root.Options.Where(option => option.Recursive));
        }

        WriteExamples(page, guide?.Examples ?? []);
        Section(page, "EXIT CODES", Escaped($"{guide?.Codes ?? VerbGuide.UsualCodes}."));
        Section(page, "SEE ALSO", SeeAlso(command, root));
        return page.ToString();
    }

    /// <summary>The program's commands that help lists.</summary>
    public static IEnumerable<Command> Visible(RootCommand root) => root.Subcommands.Where(command => !command.Hidden);

    private static void WriteArguments(StringBuilder page, Command command)
    {
        if (command.Arguments.Count == 0)
        {
            return;
        }

        Heading(page, "ARGUMENTS");
        foreach (Argument argument in command.Arguments)
        {
            Item(page, $"\\fI{Escaped(NameOf(argument))}\\fR", argument.Description);
        }
    }

    private static void WriteOptions(StringBuilder page, string heading, IEnumerable<Option> options)
    {
        List<Option> listed = [.. options.Where(option => !option.Hidden)];
        if (listed.Count == 0)
        {
            return;
        }

        Heading(page, heading);
        foreach (Option option in listed)
        {
            IEnumerable<string> names = option.Aliases.Append(option.Name)
                .Where(name => name.StartsWith('-'))
                .OrderBy(name => name.Length)
                .Select(name => $"\\fB{Escaped(name)}\\fR");
            string value = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0
                ? ""
                : $" \\fI{Escaped(option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant())}\\fR";
            Item(page, string.Join(", ", names) + value, option.Description);
        }
    }

    private static void WriteExamples(StringBuilder page, (string Line, string What)[] examples)
    {
        if (examples.Length > 0)
        {
            Heading(page, "EXAMPLES");
        }

        foreach ((string line, string what) in examples)
        {
            Item(page, Escaped(line), what);
        }
    }

    private static string SeeAlso(Command command, RootCommand root)
    {
        IEnumerable<string> pages = Visible(root).Where(verb => verb != command).Select(verb => $"{Program}-{verb.Name}");
        IEnumerable<string> all = command == root ? pages : pages.Prepend(Program);
        return string.Join(",\n", all.Append("ssh").Select(name => $"\\fB{Escaped(name)}\\fR(1)").Append("\\fBlockstep.toml\\fR(5)"));
    }

    private static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;

    private static string Uncapitalised(string? text) =>
        string.IsNullOrEmpty(text) ? "" : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
}
