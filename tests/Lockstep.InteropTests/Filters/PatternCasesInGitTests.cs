using Lockstep.Tests.Filters;
using Xunit;

namespace Lockstep.InteropTests.Filters;

public sealed class PatternCasesInGitTests
{
    [Fact]
    public void Git_agrees_with_every_line_of_the_table() => Replay(PatternCases.All);

    [Fact]
    public void Git_agrees_with_every_line_of_the_table_without_case() => Replay(PatternCases.IgnoringCase, "-c", "core.ignoreCase=true");

    private static void Replay(PatternCases.PatternCase[] rows, params string[] configuration)
    {
        using var repository = new TemporaryRepository();
        var asked = new List<(string Path, bool IsIgnored, int Row)>();
        for (var i = 0; i < rows.Length; i++)
        {
            repository.Write($"{i}/.gitignore", rows[i].Rules);
            asked.AddRange(rows[i].Ignored.Select(path => ($"{i}/{path}", true, i)));
            asked.AddRange(rows[i].Kept.Select(path => ($"{i}/{path}", false, i)));
        }

        // git looks at the disk to see what is a directory; a name that is asked for both as one and as none gets two questions.
        var directories = asked.Where(static question => question.Path.EndsWith('/')).ToList();
        var others = asked.Except(directories).ToList();
        var wrong = Disagreements(repository, others, configuration);
        directories.ForEach(question => Directory.CreateDirectory(Path.Combine(repository.Top, question.Path)));
        wrong.AddRange(Disagreements(repository, directories, configuration));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(question => $"{rows[question.Row]}: {question.Path} {!question.IsIgnored}")));
    }

    private static List<(string Path, bool IsIgnored, int Row)> Disagreements(
        TemporaryRepository repository, List<(string Path, bool IsIgnored, int Row)> questions, string[] configuration)
    {
        var answers = CheckIgnore.Ask(repository, [.. questions.Select(static question => question.Path)], configuration);
        return [.. questions.Where((question, i) => question.IsIgnored != answers[i])];
    }
}
