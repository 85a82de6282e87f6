using System.Globalization;

namespace Lockstep.InteropTests.Faults;

/// <summary>
/// Client, agent or connection are killed at random moments of real pushes, undos and pulls over a real ssh server. <c>LOCKSTEP_KILL_POINTS=1000 ./test -class "*.KillPointTests"</c>
/// is the long run; <c>LOCKSTEP_KILL_SEED</c> repeats one, as far as chance in the processes' own timing allows.
/// </summary>
public sealed class KillPointTests(ITestOutputHelper output)
{
    private const int PointsOfScene = 100;
    private const int Workers = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("push", 20)]
    [InlineData("undo", 8)]
    [InlineData("pull", 10)]
    public async Task Whoever_is_killed_whenever_nothing_is_torn_lost_or_locked(string verb, int shortRun)
    {
        int points = FromEnvironment("LOCKSTEP_KILL_POINTS") ?? shortRun;
        int seed = FromEnvironment("LOCKSTEP_KILL_SEED") ?? Random.Shared.Next();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => StrikeAsync(verb, points / Workers, seed + (worker << 16)), Cancellation)));
    }

    private async Task StrikeAsync(string verb, int points, int seed)
    {
        for (int left = points; left > 0; left -= PointsOfScene, seed++)
        {
            await StrikeSceneAsync(verb, Math.Min(left, PointsOfScene), seed);
        }
    }

    private async Task StrikeSceneAsync(string verb, int points, int seed)
    {
        output.WriteLine($"{verb}, seed {seed}: {points} points");
        await using KillScene scene = await KillScene.StartAsync(verb, seed, Cancellation);
        try
        {
            while (scene.Count.Total < points)
            {
                await scene.StrikeOnceAsync(Cancellation);
            }

            scene.CheckNothingLost();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{verb}, seed {seed}, point {scene.Count.Total}: {e.Message}", e);
        }

        output.WriteLine($"{verb}, seed {seed}: {scene.Count}");
    }

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
