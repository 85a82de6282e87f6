using System.Collections.Concurrent;
using System.Text;
using Lockstep.Files.Roots;
using Lockstep.Sessions.Endpoints;
using Lockstep.Wire.Messages.Commands;
using Xunit;

namespace Lockstep.InteropTests.Attacks;

/// <summary>
/// Issue 11, C13: somebody puts another directory at the root's path after a deploy command was checked and before it
/// starts. It runs in the directory that was checked.
/// </summary>
public sealed class SwappedRootAttack : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("lockstep-swapped-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public async Task A_command_runs_in_the_directory_that_was_checked()
    {
        string app = Path.Combine(_place, "app"), evil = Path.Combine(_place, "evil");
        foreach (string directory in (string[])[app, evil])
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, "deploy.sh"), $"echo {Path.GetFileName(directory)}");
        }

        byte[] path = Encoding.UTF8.GetBytes(app);
        using TargetRoot root = TargetRoot.Open(RootResolver.Resolve(path, path), makesParents: false);
        Directory.Move(app, Path.Combine(_place, "checked"));
        Directory.Move(evil, app);

        var output = new ConcurrentQueue<string>();
        var request = new CommandRequest(["sh"u8.ToArray(), "deploy.sh"u8.ToArray()], [], Timeout.InfiniteTimeSpan, []);
        await using LocalCommand command = LocalCommand.Start(
            request,
            root,
            (_, bytes) => output.Enqueue(Encoding.UTF8.GetString(bytes)),
            _ => Task.CompletedTask,
            BuiltPrograms.Launcher);
        CommandResult result = await command.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, "app\n"), (result.ExitCode, string.Concat(output)));
    }
}
