using System.Text.RegularExpressions;

namespace Lockstep.Tests.Architecture;

/// <summary>Each claim of SECURITY.md names the tests that hold it, and these exist.</summary>
public sealed partial class SecurityClaimsTests
{
    [Fact]
    public void Every_claim_names_tests_that_exist()
    {
        string tests = SourceTree.PathOf("tests");
        HashSet<string> classes = [.. Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file))];
        string[] claims = Claims();

        Assert.NotEmpty(claims);
        Assert.All(claims, claim =>
        {
            string[] named = [.. TestName().Matches(claim).Select(match => match.Groups[1].Value)];
            Assert.True(named.Length > 0, $"names no test: {claim}");
            Assert.All(named, name => Assert.True(classes.Contains(name), $"there is no test {name}: {claim}"));
        });
    }

    /// <summary>The items of the lists below the heading "Claims", each in one line.</summary>
    private static string[] Claims()
    {
        string document = File.ReadAllText(SourceTree.PathOf("SECURITY.md"));
        string section = document.Split("\n## ").Single(part => part.StartsWith("Claims", StringComparison.Ordinal));
        return [.. section.Split("\n- ").Skip(1).Select(item => item.Split("\n\n")[0].ReplaceLineEndings(" "))];
    }

    [GeneratedRegex("`([A-Za-z0-9]+(?:Tests|Attack))`")]
    private static partial Regex TestName();
}
