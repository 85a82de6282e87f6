namespace Lockstep.InteropTests.Rsync;

/// <summary>Makes small trees with few names, and rules that often match something in them.</summary>
internal sealed class RandomRules(Random random)
{
    private static readonly string[] Plain = ["a", "b", "ab", "a.c", "b.o", "foo", "x y", ".h"];

    private static readonly string[] Names = [.. Plain, "[z]", "a*b", "b\\c"];

    private static readonly string[] Parts = ["a", "b", "ab", "foo", "*", "?", "**", "a*", "*b", "*.c", "[ab]", "[!a]", "[a-f]*", "x y", "[[:alpha:]]", "\\[z\\]", ".*", "a\\*b", "b\\c", "f?o"];

    private static readonly string[] Modifiers = ["", "", "", "", "!", "s", "r", "p", "sr", "/", ",", ",!", "p!"];

    /// <summary>Makes a tree.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="isPlain">Whether directories have no wildcards in their names, which stock does not escape before a
    /// pattern of theirs.</param>
    /// <param name="depth">How deep it is already.</param>
    public void MakeTree(string directory, bool isPlain = false, int depth = 0)
    {
        Directory.CreateDirectory(directory);
        foreach (string name in isPlain ? Plain : Names)
        {
            switch (random.Next(depth > 2 ? 3 : 4))
            {
                case 0:
                    File.WriteAllText(Path.Combine(directory, name), "");
                    break;
                case 3 when random.Next(3) > 0:
                    MakeTree(Path.Combine(directory, name), isPlain, depth + 1);
                    break;
            }
        }
    }

    /// <summary>Writes files of rules into some directories.</summary>
    public void WriteRuleFiles(string directory, string name, bool onlyPatterns, bool isSided)
    {
        foreach (string each in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories).Prepend(directory).Order(StringComparer.Ordinal))
        {
            if (random.Next(2) == 0)
            {
                IEnumerable<string> lines = Enumerable.Range(0, random.Next(4))
                    .Select(_ => random.Next(9) == 0 ? "!" : onlyPatterns ? Pattern() : Rule(isSided ? "" : Modifiers[random.Next(Modifiers.Length)]));
                File.WriteAllText(Path.Combine(each, name), string.Join('\n', lines) + "\n");
            }
        }
    }

    public string Rule() => Rule(Modifiers[random.Next(Modifiers.Length)]);

    public string Pattern()
    {
        string pattern = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Parts[random.Next(Parts.Length)]));
        return random.Next(8) switch
        {
            0 => pattern + "/",
            1 => "/" + pattern,
            2 => pattern + "/***",
            3 => "/" + pattern + "/",
            4 => Parts[random.Next(Parts.Length)] + "**" + Parts[random.Next(Parts.Length)],
            _ => Parts[random.Next(Parts.Length)],
        };
    }

    private string Rule(string modifiers) => random.Next(12) switch
    {
        0 when modifiers.Length == 0 => $"hide {Pattern()}",
        1 when modifiers.Length == 0 => $"S {Pattern()}",
        2 when modifiers.Length == 0 => $"protect,p {Pattern()}",
        3 when modifiers.Length == 0 => $"R_{Pattern()}",
        4 => $"include,{modifiers.TrimStart(',')} {Pattern()}",
        5 or 6 or 7 => $"+{modifiers} {Pattern()}",
        _ => $"-{modifiers} {Pattern()}",
    };
}
