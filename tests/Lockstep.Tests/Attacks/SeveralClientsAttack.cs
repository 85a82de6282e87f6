using System.Globalization;
using Lockstep.Tests.Attacks.Histories;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19 and what it must show: random histories of several checkouts and one target, with git, first contacts, watches and kills, against a
/// model (<see cref="ClientsModel"/>). No content that stood in a tree or in the target's history disappears without being in a tree or a
/// history, and no client reverts another's change without <c>--force</c>, or <c>--yes</c> after a refusal. LOCKSTEP_HISTORIES says how many,
/// LOCKSTEP_SEED which is the first.
/// </summary>
public sealed class SeveralClientsAttack
{
    private const int UsualCount = 40;
    private const int MostFailures = 5;

    [Fact]
    public async Task Nothing_is_lost_and_nobody_reverts_another()
    {
        int first = Setting("LOCKSTEP_SEED", 1), count = Setting("LOCKSTEP_HISTORIES", UsualCount);
        var failures = new List<string>();
        for (int seed = first; seed < first + count && failures.Count < MostFailures; seed++)
        {
            if (await FailureOfAsync(seed) is { } failure)
            {
                failures.Add(failure);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    /// <summary>Histories that found something when it was wrong.</summary>
    [Theory]
    [InlineData(25, "a first contact added what an undo had taken away")]
    [InlineData(84, "a second checkout set a time")]
    [InlineData(127, "a directory that one ignores was managed for nobody any more")]
    [InlineData(203, "what both deleted was not agreed on after a pull")]
    [InlineData(293, "a new file in a directory that another deleted was refused for ever")]
    [InlineData(294, "git vouched for contents that the target did not have")]
    [InlineData(384, "what was ignored at the first contact counted as held")]
    [InlineData(386, "a run that kept another's work passed for its commit")]
    [InlineData(444, "an undo of a run that the client did not remember was reverted")]
    [InlineData(486, "what was ignored and gone at the first contact counted as held")]
    [InlineData(655, "a file was put in a directory that nobody made")]
    [InlineData(718, "what was kept of another counted as one's own after a kill")]
    public async Task A_history_that_found_something_passes(int seed, string found) =>
        Assert.Equal((found, null), (found, await FailureOfAsync(seed)));

    /// <summary>Runs one history.</summary>
    /// <returns>What was wrong, and how it came to that; null for nothing.</returns>
    private static async Task<string?> FailureOfAsync(int seed)
    {
        using var history = new ClientHistory(seed);
        try
        {
            await history.RunAsync();
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"seed {seed}: {e.Message}\n{string.Join('\n', history.Told)}\n{e.StackTrace}";
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : usual;
}
