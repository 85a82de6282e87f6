using CsCheck;
using Lockstep.Filters;
using Lockstep.InteropTests.Filters;
using Xunit;

namespace Lockstep.InteropTests.Push;

/// <summary>git as the oracle of a whole push: what arrives with <c>--hidden</c> is what git lists.</summary>
public sealed class GitOracleTests
{
    private static readonly Gen<string> Name = OneOf("a", "b", "build", "src", ".hidden", "x.log", "y.o", "keep", ".env", "ü", "a b", "[x]");

    private static readonly Gen<string> File = Name.Array[1, 4].Select(names => string.Join('/', names));

    private static readonly Gen<string> Rule = OneOf(
        "*.log", "*.o", "build/", "/build", ".hidden", ".env", "a/", "/a/b", "src/**/a", "**/b", "!keep", "!*.o", "!/a", "a*/**", "*", "!*/", "\\[x]", "src/*", "!src/keep");

    private static readonly Gen<(string Directory, string[] Rules)> RuleFile = Gen.Select(Name.Array[0, 2].Select(names => string.Join('/', names)), Rule.Array[1, 4]);

    private static readonly Gen<(string[] Files, int Tracked, (string Directory, string[] Rules)[] RuleFiles)> Repository =
        Gen.Select(File.Array[5, 40], Gen.Int[0, 10], RuleFile.Array[1, 4]);

    [Fact]
    public void A_push_with_hidden_sends_what_git_lists() => Repository.Sample(
        sample =>
        {
            using var repository = new TemporaryRepository();
            foreach (string file in sample.Files)
            {
                TryWrite(repository, file, file);
            }

            string tracked = string.Concat(sample.Files.Take(sample.Tracked).Where(file => System.IO.File.Exists(Path.Combine(repository.Top, file))).Select(file => file + "\0"));
            repository.GitIn(repository.Top, tracked, "--literal-pathspecs", "add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul");
            foreach ((string directory, string[] rules) in sample.RuleFiles)
            {
                TryWrite(repository, $"{directory}/.gitignore".TrimStart('/'), string.Join('\n', rules) + "\n");
            }

            using var place = new Workplace();
            ClientResult result = place.RunAsync("-C", repository.Top, "push", place.Target, "--hidden", "--no-deploy", "--yes").GetAwaiter().GetResult();
            Assert.True(result.Exit == 0, result.Errors);
            Assert.Equal(ListByGit(repository), ListOf(place.Target));
        },
        iter: 20,
        threads: 1);

    private static void TryWrite(TemporaryRepository repository, string path, string content)
    {
        try
        {
            repository.Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A directory stands there, or a file where a directory is needed: the first one stays.
        }
    }

    private static List<string> ListByGit(TemporaryRepository repository) =>
        [.. repository.Git("ls-files", "-co", "--exclude-standard", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];

    private static List<string> ListOf(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal)];

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
