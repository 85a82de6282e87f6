using Xunit;

namespace Lockstep.InteropTests.Filters;

/// <summary>Asks the real git which of many paths it ignores, in one process.</summary>
internal static class CheckIgnore
{
    /// <summary>For each path whether git ignores it, as if nothing were tracked.</summary>
    internal static bool[] Ask(TemporaryRepository repository, IReadOnlyList<string> paths, params string[] configuration)
    {
        var input = string.Concat(paths.Select(static path => path.TrimEnd('/') + "\0"));
        string[] arguments = [.. configuration, "check-ignore", "--stdin", "-z", "-v", "--non-matching", "--no-index"];
        var fields = repository.GitIn(repository.Top, input, arguments).Split('\0');
        Assert.Equal((paths.Count * 4) + 1, fields.Length);
        return [.. Enumerable.Range(0, paths.Count).Select(i => fields[(4 * i) + 2] is { Length: > 0 } pattern && pattern[0] != '!')];
    }
}
