using System.Diagnostics.CodeAnalysis;

namespace Lockstep.Cli.Settings;

/// <summary>How long a connection lasts without a command, as people write it: a <see cref="Duration"/>, or <c>off</c>.</summary>
internal static class LingerTime
{
    private const string Off = "off";

    // Longer than any working day; a connection that nobody remembers should not be there.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Parses a time of at most a day; nothing for <c>off</c>.</summary>
    public static bool TryParse(string text, out TimeSpan linger, [NotNullWhen(false)] out string? flaw)
    {
        linger = TimeSpan.Zero;
        if (text == Off)
        {
            flaw = null;
            return true;
        }

        if (!Duration.TryParse(text, out linger, out flaw))
        {
            flaw += $", or \"{Off}\"";
            return false;
        }

        flaw = linger > Longest ? $"must be at most a day, not '{text}'" : null;
        return flaw is null;
    }
}
