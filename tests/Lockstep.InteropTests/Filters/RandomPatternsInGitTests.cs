using System.Text;
using CsCheck;
using Lockstep.Filters;
using Lockstep.Filters.Patterns;
using Xunit;

namespace Lockstep.InteropTests.Filters;

public sealed class RandomPatternsInGitTests
{
    private const int CasesInARepository = 120;

    private static readonly Gen<string> Piece = Gen.Frequency(
        (12, OneOf("a", "b", "c", "A", ".", "-", "]", "^", " ")),
        (6, OneOf("*", "?", "/", "**", "**/", "/**", "*/")),
        (3, OneOf("[", "]", "\\", "!", "#", "\r", "\\/", "\\*")),
        (4, OneOf("[ab]", "[!a]", "[^b-c]", "[a-", "[]a]", "[[:alpha:]]", "[[:upper:]-]", "[[:x:]]", "[\\]a]", "[/a]")));

    private static readonly Gen<string> Pattern =
        Gen.Select(OneOf("", "", "", "!", "/"), Piece.Array[1, 6], OneOf("", "", "/", " "), static (start, pieces, end) => start + string.Concat(pieces) + end);

    private static readonly Gen<string> Name =
        OneOf("a", "b", "c", "A", ".", "-", "]", "^", " ", "*", "\\").Array[1, 3].Select(string.Concat).Where(static name => name is not ("." or ".."));

    private static readonly Gen<string> Place = Name.Array[1, 4].Select(static names => string.Join('/', names));

    private static readonly Gen<(string[] Rules, string[] Paths)[]> Cases =
        Gen.Select(Pattern.Array[1, 4], Place.Array[20]).Array[CasesInARepository];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_rules_ignore_what_git_ignores(bool ignoresCase) => Cases.Sample(
        cases =>
        {
            using var repository = new TemporaryRepository();
            var paths = cases.SelectMany(static (row, i) => row.Paths.Select(path => $"{i}/{path}")).ToList();
            for (var i = 0; i < cases.Length; i++)
            {
                repository.Write($"{i}/.gitignore", string.Join('\n', cases[i].Rules));
            }

            var expected = CheckIgnore.Ask(repository, paths, "-c", $"core.ignoreCase={(ignoresCase ? "true" : "false")}");
            var actual = cases.SelectMany(row => Judge(row.Rules, row.Paths, ignoresCase)).ToArray();
            var wrong = paths.Where((_, i) => expected[i] != actual[i]).ToList();
            Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(path => Describe(cases, path))));
        },
        iter: 10,
        threads: 1);

    private static List<bool> Judge(string[] rules, string[] paths, bool ignoresCase)
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions { Hidden = true, IgnoreCase = ignoresCase }, out var filters, out _));
        var root = filters.Root(new RuleFiles { GitIgnore = Encoding.UTF8.GetBytes(string.Join('\n', rules)) });
        return [.. paths.Select(path => root.Judge(Encoding.UTF8.GetBytes(path), isDirectory: false, static _ => default).Kind == VerdictKind.Protect)];
    }

    private static string Describe((string[] Rules, string[] Paths)[] cases, string path)
    {
        var slash = path.IndexOf('/');
        var rules = cases[int.Parse(path[..slash], System.Globalization.CultureInfo.InvariantCulture)].Rules;
        return $"{string.Join(" | ", rules)}  {path[(slash + 1)..]}";
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
