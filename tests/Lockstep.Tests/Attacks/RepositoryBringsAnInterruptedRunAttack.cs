using System.Diagnostics;
using System.Text;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Tests.Sessions;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>
/// A repository or an archive brings a <c>.lockstep</c> with a run in it that looks as if it had been interrupted:
/// whoever finishes it puts a hook into the
/// repository. Nothing of it is acted upon, wherever it stands and whatever is done.
/// </summary>
public sealed class RepositoryBringsAnInterruptedRunAttack : IDisposable
{
    private const string Hook = ".git/hooks/post-checkout";

    private readonly PushScene _scene = new();

    private sealed class Death : Exception;

    [Theory]
    [InlineData("in the project", "pull")]
    [InlineData("in the project", "push")]
    [InlineData("in the project", "undo --local")]
    [InlineData("beside the project", "pull")]
    [InlineData("beside the project", "push")]
    [InlineData("beside the project", "undo --local")]
    public async Task It_is_not_finished_in_the_project(string place, string command)
    {
        await ArrangeAsync();
        string forged = place == "in the project" ? Path.Combine(_scene.Project.Root, ".lockstep") : Path.Combine(_scene.Place, ".lockstep", "project");
        await ForgeAsync(forged);
        var before = Entries(forged);
        var observer = new RecordingObserver();
        RunSummary summary = await ActAsync(command, observer);
        Assert.NotEqual(ExitCode.SyncFailed, summary.Exit);
        Assert.False(File.Exists(Path.Combine(_scene.Project.Root, Hook)));
        Assert.Equal(before, Entries(forged));
        Assert.DoesNotContain(_scene.TargetEntries.Keys, path => path.ToString().Contains("journal", StringComparison.Ordinal));
        Assert.Equal(command == "pull", observer.Notes.Exists(note => note.Contains($"'{forged}' is left alone", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_not_finished_where_it_takes_the_place_of_the_remembered_state()
    {
        await ArrangeAsync();
        Assert.Equal(ExitCode.Done, (await ActAsync("pull", new RecordingObserver())).Exit);
        string known = _scene.ProjectStatePath;
        Directory.Move(known, Path.Combine(_scene.Place, "taken"));
        await ForgeAsync(known);
        var observer = new RecordingObserver();
        _scene.OnTarget().Write("a", "next");
        await ActAsync("pull", observer);
        Assert.False(File.Exists(Path.Combine(_scene.Project.Root, Hook)));
        Assert.True(File.Exists(Path.Combine(known, "journal")));
        Assert.Contains(observer.Notes, note => note.Contains("what earlier pulls replaced is gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sites/app/.lockstep")]
    [InlineData("sites/.lockstep/app")]
    public async Task It_is_not_finished_on_a_target_that_nobody_pushed_to(string forged)
    {
        _scene.Project.Write("a", "mine");
        _scene.OnTarget().Write("a", "cloned");
        await ForgeAsync(Path.Combine(_scene.Place, forged));
        RunSummary summary = await _scene.PushAsync(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Refused, summary.Exit);
        Assert.Contains("never wrote to", summary.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_scene.RootPath, Hook)));
    }

    [Fact]
    public async Task A_copied_project_has_a_state_of_its_own_and_an_interrupted_pull_is_finished_in_the_original_only()
    {
        await ArrangeAsync();
        await InterruptAsync(_scene, "a");
        string original = _scene.Project.Root, copy = Path.Combine(_scene.Place, "copy");
        Copy(original, copy);
        Assert.Equal("here", await File.ReadAllTextAsync(Path.Combine(copy, "b"), TestContext.Current.CancellationToken));
        Directory.Move(original, original + ".away");
        Directory.Move(copy, original);
        var observer = new RecordingObserver();
        await _scene.PushAsync(PushScene.Agreed with { IsDryRun = true }, observer, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(observer.Notes, note => note.Contains("interrupted", StringComparison.Ordinal));
        Directory.Move(original, copy);
        Directory.Move(original + ".away", original);
        await _scene.PushAsync(PushScene.Agreed with { IsDryRun = true }, observer, TestContext.Current.CancellationToken);
        Assert.Contains(observer.Notes, note => note.Contains("interrupted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_pull_of_an_earlier_version_left_is_finished_and_undone_as_that_of_a_target()
    {
        await ArrangeAsync();
        Target.Open(Encoding.UTF8.GetBytes(_scene.Project.Root), "tester@here", isPreview: false).Dispose();
        string usual = Path.Combine(_scene.Place, ".lockstep", "project");
        Directory.Delete(usual, recursive: true);
        await InterruptAsync(_scene, "a");
        Directory.Move(_scene.ProjectStatePath, usual);
        RunSummary undone = await _scene.UndoInDirectoryAsync(_scene.Project.Root);
        Assert.True(undone.Exit == ExitCode.Done, PushScene.Describe(undone));
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(_scene.Project.Root, "a"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Path.Combine(usual, "journal")));
    }

    [Fact]
    public async Task Git_does_not_take_the_state_along()
    {
        await ArrangeAsync();
        await ActAsync("pull", new RecordingObserver());
        Assert.StartsWith("pull-", Path.GetFileName(_scene.ProjectStatePath), StringComparison.Ordinal);
        Assert.Equal("*\n", await File.ReadAllTextAsync(Path.Combine(_scene.ProjectStatePath, ".gitignore"), TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.Combine(_scene.Place, "sites", ".lockstep")))
        {
            Directory.Delete(Path.Combine(_scene.Place, "sites", ".lockstep"), recursive: true);
        }

        _scene.Dispose();
    }

    private Task<RunSummary> ActAsync(string command, IRunObserver observer) => command switch
    {
        "pull" => _scene.PullAsync(observer: observer),
        "push" => _scene.PushAsync(observer: observer),
        _ => _scene.UndoPullAsync(PushScene.Agreed),
    };

    private async Task ArrangeAsync()
    {
        _scene.Project.Write("a", "1");
        _scene.Project.Write("b", "here");
        Assert.Equal(ExitCode.Done, (await _scene.PushAsync()).Exit);
        _scene.OnTarget().Write("a", "changed there");
    }

    /// <summary>
    /// Makes the state of a run that was really interrupted, elsewhere, and copies it to where it is wanted.
    /// </summary>
    private static async Task ForgeAsync(string place)
    {
        using var forger = new PushScene();
        forger.Project.Write("a", "1");
        Assert.Equal(ExitCode.Done, (await forger.PushAsync()).Exit);
        forger.OnTarget().Write(Hook, "#!/bin/sh\n");
        await InterruptAsync(forger, Hook);
        Copy(forger.ProjectStatePath, place);
        Assert.True(File.Exists(Path.Combine(place, "journal")));
    }

    private static async Task InterruptAsync(PushScene scene, string path)
    {
        var options = new PullOptions { Confirmed = true, Paths = [RelativePath.Parse(path)] };
        await Assert.ThrowsAsync<Death>(() => scene.PullAsync(options, project: new TargetOptions
        {
            Faults = point =>
            {
                if (point == FaultPoint.Install)
                {
                    throw new Death();
                }
            },
        }));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using Process copying = Process.Start("/bin/cp", ["-a", from, to]);
        copying.WaitForExit();
        Assert.Equal(0, copying.ExitCode);
    }

    private static string[] Entries(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}")];
}
