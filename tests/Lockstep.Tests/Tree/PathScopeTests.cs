using CsCheck;
using Lockstep.Tree;

namespace Lockstep.Tests.Tree;

public sealed class PathScopeTests
{
    [Theory]
    [InlineData("a b", "a b")]
    [InlineData("b a", "a b")]
    [InlineData("a a", "a")]
    [InlineData("a a/", "a/")]
    [InlineData("a/ a/b a/b/c/", "a/")]
    [InlineData("a a/b", "a a/b")]
    [InlineData("a/ a.b", "a/ a.b")]
    [InlineData("a/b/ a/c a", "a a/b/ a/c")]
    public void A_deep_path_swallows_what_is_below_it(string paths, string scope) => Assert.Equal(scope, Describe(Parse(paths)));

    [Theory]
    [InlineData("a/", "a", true)]
    [InlineData("a/", "a/b/c", true)]
    [InlineData("a", "a/b", false)]
    [InlineData("a/ b", "b", true)]
    [InlineData("a/ b", "ab", false)]
    [InlineData("", "a", false)]
    public void A_path_is_in_it_when_it_is_named_or_below_a_deep_one(string paths, string path, bool isIn) =>
        Assert.Equal(isIn, Parse(paths).Contains(RelativePath.Parse(path)));

    [Fact]
    public void Everything_is_the_root_and_all_below()
    {
        Assert.True(PathScope.Everything.Contains(RelativePath.Parse("a/b")));
        Assert.True(PathScope.Everything.IsEverything);
        Assert.False(Parse("a/").IsEverything);
    }

    [Fact]
    public void Two_scopes_together_have_what_either_has() => Gen.Select(AnyScope, AnyScope, TreeGenPath).Sample((left, right, path) =>
        left.With(right).Contains(path) == (left.Contains(path) || right.Contains(path)));

    private static readonly Gen<RelativePath> TreeGenPath =
        Gen.Int[0, 2].Array[1, 3].Select(names => RelativePath.Parse(string.Join('/', names.Select(name => "abc"[name]))));

    private static readonly Gen<PathScope> AnyScope =
        Gen.Select(TreeGenPath, Gen.Bool, (path, isDeep) => new ScopedPath(path, isDeep)).Array[0, 5].Select(PathScope.Of);

    private static PathScope Parse(string paths) => PathScope.Of(paths.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(path => new ScopedPath(RelativePath.Parse(path.TrimEnd('/')), path.EndsWith('/'))));

    private static string Describe(PathScope scope) => string.Join(' ', scope.Paths.ToArray().Select(path => path.IsDeep ? $"{path.Path}/" : $"{path.Path}"));
}
