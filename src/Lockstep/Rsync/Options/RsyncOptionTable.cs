using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lockstep.Rsync.Options;

/// <summary>
/// The options of rsync 3.5. Parsing, <c>--help</c>, the man page and docs/rsync.md come from this table. In a row's
/// names a single character is a short option; <c>off</c> names the forms behind <c>no-</c>, where <c>*</c> stands for
/// all names.
/// </summary>
internal static partial class RsyncOptionTable
{
    /// <summary>The options in groups, in the order of help.</summary>
    public static readonly ImmutableArray<RsyncOptionGroup> Groups =
    [
        new("What is said", Saying),
        new("What is looked at", Selecting),
        new("What is preserved", Preserving),
        new("What is deleted", Deleting),
        new("How files are brought up to date", Updating),
        new("Filter rules", Filtering),
        new("The other end", Connecting),
        new("Batches, and what clients say to servers", Internal),
    ];

    private static readonly FrozenDictionary<string, RsyncOption> ByName =
        Rows().SelectMany(option => option.Names.Select(name => (name, option))).ToFrozenDictionary(pair => pair.name, pair => pair.option);

    private static readonly FrozenDictionary<string, RsyncOption> ByNegation =
        Rows().SelectMany(option => option.Negations.Select(name => ("no-" + name, option)))
            .ToFrozenDictionary(pair => pair.Item1, pair => pair.option);

    /// <summary>All options.</summary>
    public static IEnumerable<RsyncOption> Rows() => Groups.SelectMany(group => group.Options);

    /// <summary>Returns the option of a name without dashes; null where there is none.</summary>
    public static RsyncOption? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Returns the option that a name beginning with <c>no-</c> turns off; null where there is none.</summary>
    public static RsyncOption? FindNegated(string name) => ByNegation.GetValueOrDefault(name);

    private static RsyncOption Flag(string names, string help, string off = "") => Row(OptionKind.Flag, names, help, off);

    private static RsyncOption Count(string names, string help, string off = "") => Row(OptionKind.Count, names, help, off);

    private static RsyncOption Several(string names, string sets, string help, string off = "") =>
        Row(OptionKind.Several, names, help, off) with { Sets = sets.Split(' ') };

    private static RsyncOption Word(string names, string argument, string help, string off = "") =>
        Row(OptionKind.Word, names, help, off) with { Argument = argument };

    private static RsyncOption Number(string names, string argument, string help, string off = "") =>
        Row(OptionKind.Number, names, help, off) with { Argument = argument };

    private static RsyncOption Each(string names, string argument, string help) => Row(OptionKind.Each, names, help, "") with { Argument = argument };

    private static RsyncOption Fixed(string names, string key, string value, string help) =>
        Row(OptionKind.Fixed, names, help, "") with { Key = key, Value = value };

    private static RsyncOption Row(OptionKind kind, string names, string help, string off)
    {
        string[] all = names.Split(' ');
        return new RsyncOption(kind, all, help) { Negations = off switch { "" => [], "*" => all, _ => off.Split(' ') } };
    }
}

/// <summary>Options that belong together.</summary>
internal sealed record RsyncOptionGroup(string Title, ImmutableArray<RsyncOption> Options);
