using System.Text.RegularExpressions;

namespace Lockstep.Cli.Settings;

/// <summary>
/// What a target or a group may be called: <c>[A-Za-z0-9_][A-Za-z0-9_.-]*</c>. Such a name is no address, no option, and means the same in every shell.
/// </summary>
internal static partial class TargetName
{
    /// <summary>What a name has to be, as the end of a sentence.</summary>
    public const string Rule = "a name has letters (a to z), digits, '_', '.' and '-' only, and starts with a letter, a digit or '_'";

    /// <summary>Whether a target or a group may be called so.</summary>
    public static bool IsValid(string name) => Form().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]*\z")]
    private static partial Regex Form();
}
