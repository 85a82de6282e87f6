using System.Reflection;

namespace Lockstep.Cli.Help;

/// <summary>The documents that this program has in it.</summary>
internal static class Pages
{
    // What users look for, by the words they use.
    private static readonly (string Name, string File, string[] Also)[] All =
    [
        ("guide", "guide.md", ["start", "tutorial"]),
        ("config", "configuration.md", ["configuration", "settings", "lockstep.toml", "toml"]),
        ("filters", "filters.md", ["ignore", "exclude", "hidden"]),
        ("targets", "targets.md", ["groups", "addresses"]),
        ("running", "running.md", ["commands"]),
        ("watching", "watching.md", ["live"]),
        ("past", "history.md", ["keeping"]),
        ("trouble", "doctor.md", ["troubleshooting"]),
        ("people", "several-people.md", ["several-people", "team"]),
        ("safety", "safety.md", []),
        ("agents", "agents.md", ["ai"]),
        ("recipes", "recipes.md", ["examples"]),
        ("migrating", "migrating.md", ["migration"]),
        ("rsync", "rsync.md", []),
        ("words", "glossary.md", ["glossary"]),
    ];

    /// <summary>Their names, the most wanted first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(page => page.Name)];

    /// <summary>The text of a page (Markdown); null where there is none of that name.</summary>
    public static string? Find(string name)
    {
        string wanted = name.EndsWith(".md", StringComparison.Ordinal) ? name[..^3] : name;
        string? file = Array.Find(All, page => page.Name == wanted || page.Also.Contains(wanted) || page.File == $"{wanted}.md").File;
        return file is null ? null : Read(file);
    }

    /// <summary>The text of a file that was put into the program.</summary>
    public static string Read(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"docs/{file}")
            ?? throw new InvalidOperationException($"docs/{file} was not put into this program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
