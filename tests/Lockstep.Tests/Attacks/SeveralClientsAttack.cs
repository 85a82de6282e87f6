using System.Globalization;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// Issue 11, D19 and what it must show: random histories of two or three projects with home directories of their own and one target, against a model. No content that stood in a tree or in
/// the target's history disappears without being in a tree or a history, and no client reverts another's change without <c>--force</c>. LOCKSTEP_HISTORIES says how many (100 of 15 steps
/// unless it does), LOCKSTEP_SEED which is the first.
/// </summary>
public sealed class SeveralClientsAttack
{
    private const int Steps = 15;

    private static readonly string[] Paths = ["a", "b", "d/x", "d/y", "e/f/g"];

    private static readonly PushOptions IgnoringSome = SeveralCheckouts.Plain with { Filter = SeveralCheckouts.Plain.Filter with { Exclude = ["b", "d"] } };

    [Fact]
    public async Task Nothing_is_lost_and_nobody_reverts_another()
    {
        int first = Setting("LOCKSTEP_SEED", 1), count = Setting("LOCKSTEP_HISTORIES", 100);
        for (int seed = first; seed < first + count; seed++)
        {
            var history = new History(seed);
            try
            {
                await history.RunAsync();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"seed {seed}: {e.Message}\n{string.Join('\n', history.Told)}\n{e.StackTrace}");
            }
        }
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : usual;

    /// <summary>One history.</summary>
    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private int _written;

        /// <summary>What was done, for the message of a failure.</summary>
        public List<string> Told { get; } = [];

        public async Task RunAsync()
        {
            using var scene = new SeveralCheckouts(_random.Next(2) == 0 ? ["ann", "bob"] : ["ann", "bob", "ci"]);
            var model = new ClientsModel(scene, Paths);
            for (int step = 0; step < Steps; step++)
            {
                await StepAsync(scene, model, _random.Next(scene.People.Length));
            }
        }

        private Task StepAsync(SeveralCheckouts scene, ClientsModel model, int person) => _random.Next(20) switch
        {
            < 7 => Edit(scene.People[person].Tree, scene.People[person].Name),
            < 9 => Edit(scene.Target, "the server"),
            < 14 => PushAsync(scene, model, person, SeveralCheckouts.Plain),
            14 => PushAsync(scene, model, person, IgnoringSome),
            15 => PushAsync(scene, model, person, SeveralCheckouts.Plain with { Force = true }),
            16 => CutAsync(scene, model, person),
            17 => UndoAsync(scene, model, person),
            18 => PullAsync(scene, model, person, force: _random.Next(3) == 0),
            _ => PullAsync(scene, model, person, force: false),
        };

        private Task Edit(LiveTree tree, string who)
        {
            RelativePath path = RelativePath.Parse(Paths[_random.Next(Paths.Length)]);
            switch (_random.Next(6))
            {
                case 0:
                    tree.Remove(path);
                    break;
                case 1 when !path.Parent.IsRoot:
                    tree.Remove(path.Parent);
                    break;
                case 2:
                    tree.Move(path, RelativePath.Parse(Paths[_random.Next(Paths.Length)]));
                    break;
                default:
                    // All of one length, so that no size tells them apart.
                    tree.Write(path.ToString(), (++_written).ToString("D6", CultureInfo.InvariantCulture));
                    break;
            }

            Told.Add($"{who} edits {path} ({_written})");
            return Task.CompletedTask;
        }

        private Task PushAsync(SeveralCheckouts scene, ClientsModel model, int person, PushOptions options) => DoAsync(
            scene,
            model,
            async before =>
            {
                RunSummary summary = await scene.People[person].PushAsync(options with { Confirmed = true });
                Tell(scene.People[person], options.Force ? "pushes by force" : options == IgnoringSome ? "pushes, ignoring b and d" : "pushes", summary);
                if (!options.Force)
                {
                    model.AssertRevertsNothing(person, before, model.Read(scene.Target));
                }

                if (summary.Exit == ExitCode.Done)
                {
                    model.Agree(person, before);
                }
            });

        /// <summary>A push through the protocol whose connection breaks somewhere: what it did, the client does not learn.</summary>
        private Task CutAsync(SeveralCheckouts scene, ClientsModel model, int person) => DoAsync(
            scene,
            model,
            async before =>
            {
                Checkout checkout = scene.People[person];
                checkout.Cut = new ConnectionCut(CutsOutput: _random.Next(2) == 0, _random.Next(1500));
                RunSummary summary = await checkout.PushAsync(SeveralCheckouts.Plain with { Confirmed = true });
                checkout.Cut = null;
                Tell(checkout, "pushes and loses the connection", summary);
                model.AssertRevertsNothing(person, before, model.Read(scene.Target));
                if (summary.Exit == ExitCode.Done)
                {
                    model.Agree(person, before);
                }
            });

        private Task UndoAsync(SeveralCheckouts scene, ClientsModel model, int person) => DoAsync(
            scene,
            model,
            async before =>
            {
                RunSummary summary = await scene.People[person].UndoAsync(SeveralCheckouts.Plain with { Confirmed = true });
                Tell(scene.People[person], "undoes", summary);
                model.TakeBack(person, before);
            });

        private Task PullAsync(SeveralCheckouts scene, ClientsModel model, int person, bool force) => DoAsync(
            scene,
            model,
            async before =>
            {
                Dictionary<string, string?> mine = model.Read(scene.People[person].Tree);
                RunSummary summary = await scene.People[person].PullAsync(new PullOptions { Force = force, Confirmed = true });
                Tell(scene.People[person], force ? "pulls by force" : "pulls", summary);
                Assert.Equal(before, model.Read(scene.Target));
                if (!force)
                {
                    model.AssertOverwritesNothing(person, mine, before);
                }

                if (summary.Exit == ExitCode.Done && model.Knows(person))
                {
                    model.Agree(person, before);
                }
            });

        private static async Task DoAsync(SeveralCheckouts scene, ClientsModel model, Func<Dictionary<string, string?>, Task> run)
        {
            List<(string Path, ContentHash Content)> treasured = scene.Treasured;
            await run(model.Read(scene.Target));
            HashSet<ContentHash> standing = scene.Everything;
            string[] lost = [.. treasured.Where(found => !standing.Contains(found.Content)).Select(found => found.Path)];
            Assert.True(lost.Length == 0, $"nowhere any more: {string.Join(", ", lost)}");
        }

        private void Tell(Checkout checkout, string what, RunSummary summary)
        {
            Told.Add($"{checkout.Name} {what}: {summary.Exit} {summary.Message}");
            Assert.True(summary.Exit is not ExitCode.SyncFailed || !summary.Message!.Contains("protocol", StringComparison.Ordinal), summary.Message);
        }
    }
}
