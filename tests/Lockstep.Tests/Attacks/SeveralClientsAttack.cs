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
    private const int MostFailures = 40;

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
