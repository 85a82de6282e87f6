using System.Text.RegularExpressions;

namespace Lockstep.Cli.Texts;

/// <summary>Words as a user types them to a shell.</summary>
internal static partial class TypedWord
{
    /// <summary>The word, quoted where it has to be.</summary>
    public static string Of(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+=,^-]+\z")]
    private static partial Regex Plain();
}
