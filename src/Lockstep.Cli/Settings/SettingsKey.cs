namespace Lockstep.Cli.Settings;

/// <summary>What a key of the settings holds.</summary>
internal enum SettingsValue
{
    Text,
    Texts,
    Flag,
}

/// <summary>A key of the settings, for those who write them: manual, schema, documents. <see cref="SettingsFile"/> reads it; a test holds the two together.</summary>
/// <param name="Table">The header it stands under, as it is written: <c>[deploy]</c>, <c>[target.NAME]</c>; empty for the top of the file.</param>
/// <param name="Name">The key; <c>NAME</c> for one that the user names.</param>
/// <param name="Value">What it holds.</param>
/// <param name="About">What it is for, as a sentence without its end.</param>
internal sealed record SettingsKey(string Table, string Name, SettingsValue Value, string About)
{
    /// <summary>What counts where it is not given; empty for nothing.</summary>
    public string Default { get; init; } = "";

    /// <summary>The texts it can be; none for any.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>A value, as it is written in a file.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether the table makes no sense without it.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Whether only a project's file has it, and not the personal one.</summary>
    public bool IsProjects => Table is "[project]" or "[deploy]" or "[[on_change]]";
}
