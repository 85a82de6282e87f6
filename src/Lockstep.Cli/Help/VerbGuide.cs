namespace Lockstep.Cli.Help;

/// <summary>What the help of a command says beyond its options.</summary>
/// <param name="Synopsis">What stands behind the command's name.</param>
/// <param name="More">A sentence or two about what it does; empty for none.</param>
/// <param name="Examples">Lines to copy, each with what it does.</param>
/// <param name="Page">The document about it, for <c>lockstep help PAGE</c>.</param>
internal sealed record VerbGuide(string Synopsis, string More, (string Line, string What)[] Examples, string Page)
{
    /// <summary>What the exit codes of most commands mean.</summary>
    public const string UsualCodes =
        "0 done, 1 failed (the target is as it was, or as the message says), 2 wrong usage or settings, 3 no connection, "
        + "4 some files could not be read or written, 5 refused for safety, 6 synced but the deploy failed, 130 interrupted";

    /// <summary>What its exit codes mean.</summary>
    public string Codes { get; init; } = UsualCodes;
}
