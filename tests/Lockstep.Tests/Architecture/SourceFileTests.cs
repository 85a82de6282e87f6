
namespace Lockstep.Tests.Architecture;

public sealed class SourceFileTests
{
    private const int MaxLines = 400;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void No_file_has_grown_into_two(string folder)
    {
        string[] files = [.. SourceFiles(folder)];

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => File.ReadLines(file).Count() > MaxLines);
    }

    private static IEnumerable<string> SourceFiles(string folder)
    {
        string separator = Path.DirectorySeparatorChar.ToString();
        return Directory.EnumerateFiles(SourceTree.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal));
    }
}
