using System.Text;
using Lockstep.Filters;
using Xunit;

namespace Lockstep.Tests.Filters;

public sealed class PatternCasesTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, PatternCases.All.Length)];

    public static TheoryData<int> CasesIgnoringCase => [.. Enumerable.Range(0, PatternCases.IgnoringCase.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void A_rule_ignores_what_git_ignores(int index) => Check(PatternCases.All[index], ignoresCase: false);

    [Theory, MemberData(nameof(CasesIgnoringCase))]
    public void Without_case_a_rule_ignores_what_git_ignores(int index) => Check(PatternCases.IgnoringCase[index], ignoresCase: true);

    private static void Check(PatternCases.PatternCase row, bool ignoresCase)
    {
        Assert.True(FilterSet.TryCreate(new FilterOptions { Hidden = true, IgnoreCase = ignoresCase }, out var filters, out _));
        var root = filters.Root(new RuleFiles { GitIgnore = Encoding.UTF8.GetBytes(row.Rules) });
        Assert.All(row.Ignored, path => Assert.Equal(VerdictKind.Protect, Judge(root, path)));
        Assert.All(row.Kept, path => Assert.Equal(VerdictKind.Send, Judge(root, path)));
    }

    private static VerdictKind Judge(DirectoryFilter root, string path) =>
        root.Judge(Encoding.UTF8.GetBytes(path.TrimEnd('/')), path.EndsWith('/'), static _ => default).Kind;
}
