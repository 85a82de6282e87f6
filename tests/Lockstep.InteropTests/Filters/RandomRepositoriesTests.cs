using CsCheck;
using Lockstep.Filters;
using Lockstep.Filters.Patterns;
using Xunit;

namespace Lockstep.InteropTests.Filters;

public sealed class RandomRepositoriesTests
{
    private static readonly Gen<string> DirectoryName = OneOf("a", "b", "build", "src", ".hidden", "sp ace", "ü");

    private static readonly Gen<string> FileName =
        OneOf("a", "b", "x.log", "y.log", "z.o", "keep", ".env", "main.c", "#x#", "ü", "a b ", "[x]", "Makefile~");

    private static readonly Gen<string> Place =
        Gen.Select(DirectoryName.Array[0, 4], FileName, static (directories, name) => string.Join('/', [.. directories, name]));

    private static readonly Gen<string> Pattern = Gen.Frequency(
        (4, OneOf("*.log", "*.o", "build/", "/build", "build", ".hidden", ".env", "*~", "\\#*#", "a", "/a", "a/", "b/", "\\[x]", "[[]x]", "ü")),
        (3, OneOf("a/b", "/a/b/", "a/**", "**/b", "**/build/*", "src/**/a", "*/a", "a*/**", "**/a/**/b",
            "/*", "*", "*/", "sp ace/", "?", "/src/*.c", "a b\\ ")),
        (4, OneOf("!keep", "!x.log", "!/a", "!a/", "!*/", "!build/", "!build/keep", "!src/**", "!*.c", "!.env", "!.hidden/", "!a/b", "!/a/*")));

    private static readonly Gen<string> RuleFile = Pattern.Array[1, 4].Select(static patterns => string.Join('\n', patterns) + "\n");

    private static readonly Gen<(string Directory, string Rules)[]> RuleFilesInDirectories =
        Gen.Select(DirectoryName.Array[0, 3].Select(static names => string.Join('/', names)), RuleFile).Array[0, 5];

    private static readonly Gen<(string[] Files, bool[] Tracked, (string, string)[] Ignores, string Info, string User)> Repository = Gen.Select(
        Place.Array[1, 60], Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))).Array[60], RuleFilesInDirectories,
        Gen.OneOf(Gen.Const(""), RuleFile), Gen.OneOf(Gen.Const(""), RuleFile));

    [Fact]
    public void With_hidden_the_set_is_what_git_lists() => Repository.Sample(
        sample =>
        {
            using var repository = new TemporaryRepository();
            Fill(repository, sample);
            var options = new FilterOptions { Hidden = true, UserExcludes = ReadUserExcludes(repository) };
            Assert.Equal(ListByGit(repository, repository.Top), FilterWalker.ListFiles(repository.Top, options));
            var directories = Directory.GetDirectories(repository.Top, "*", SearchOption.AllDirectories);
            foreach (var directory in directories.Where(path => IsProject(repository, path)).Take(3))
            {
                Assert.Equal(ListByGit(repository, directory), FilterWalker.ListFiles(directory, options));
            }
        },
        iter: 60,
        threads: 1);

    private static void Fill(TemporaryRepository repository, (string[] Files, bool[] Tracked, (string, string)[] Ignores, string Info, string User) sample)
    {
        var tracked = new List<string>();
        for (var i = 0; i < sample.Files.Length; i++)
        {
            // A path may already be there as a directory, or one of its directories as a file: the first one stays.
            if (!TryWrite(repository, sample.Files[i], ""))
            {
                continue;
            }

            if (sample.Tracked[i])
            {
                tracked.Add(sample.Files[i]);
            }
        }

        foreach (var (directory, rules) in sample.Ignores)
        {
            TryWrite(repository, Path.Combine(directory, ".gitignore"), rules);
        }

        repository.Write(".git/info/exclude", sample.Info);
        repository.Write("../.config/git/ignore", sample.User);
        var input = string.Concat(tracked.Select(static path => path + "\0"));
        repository.GitIn(
            repository.Top, input, "--literal-pathspecs", "add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul");
    }

    private static bool TryWrite(TemporaryRepository repository, string path, string content)
    {
        try
        {
            repository.Write(path, content);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static UserExcludes ReadUserExcludes(TemporaryRepository repository) =>
        new("~/.config/git/ignore", File.ReadAllBytes(Path.Combine(repository.Root, ".config", "git", "ignore")));

    /// <summary>A directory its repository ignores is a project of its own, and no case for this comparison.</summary>
    private static bool IsProject(TemporaryRepository repository, string directory) =>
        !directory.Contains("/.git", StringComparison.Ordinal) &&
        !CheckIgnore.Ask(repository, [Path.GetRelativePath(repository.Top, directory)])[0];

    private static List<string> ListByGit(TemporaryRepository repository, string directory)
    {
        var output = repository.GitIn(directory, "", "ls-files", "-co", "--exclude-standard", "-z");
        var paths = output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. paths.Where(path => !Directory.Exists(Path.Combine(directory, path))).Distinct().Order(StringComparer.Ordinal)];
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
