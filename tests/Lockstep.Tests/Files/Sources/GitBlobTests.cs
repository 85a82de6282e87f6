using Lockstep.Files.Sources;

namespace Lockstep.Tests.Files.Sources;

public sealed class GitBlobTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(46)]
    [InlineData(47)]
    [InlineData(55)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(100_001)]
    public void A_content_has_the_name_that_git_gives_it(int length)
    {
        using var scene = new GitScene();
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(scene.Place("content"), content);
        Assert.Equal(GitScene.Git(scene.Repository, "hash-object", "--no-filters", scene.Place("content")), Convert.ToHexStringLower(GitBlob.NameOf(content)));
    }
}
