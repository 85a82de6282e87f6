using System.Text;
using Lockstep.Plan;
using Lockstep.Sessions;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Wire.Messages;

namespace Lockstep.Tests.Attacks;

/// <summary>Several people, each with a client's memory of their own, their projects, and one target.</summary>
internal sealed class Team : IDisposable
{
    /// <summary>A push as it is without options, but for a deploy.</summary>
    public static readonly PushOptions Bare = new() { Deploy = null };

    public GitScene Git { get; } = new();

    public string Root => Git.Place("sites/small");

    /// <summary>Makes a directory outside git with files in it, given as <c>name=content</c>.</summary>
    public string Plain(string name, params string[] files)
    {
        Directory.CreateDirectory(Git.Place(name));
        foreach (string file in files)
        {
            Git.Write($"{name}/{file.Split('=')[0]}", file.Split('=')[1]);
        }

        return Git.Place(name);
    }

    public Task<RunSummary> PushAsync(string person, string directory, PushOptions? options = null) =>
        OpenAsync(directory, person, view => Push.RunAsync(view, Target, options ?? Bare, Client(person), new RecordingObserver(), CancellationToken.None));

    public Task<RunSummary> PullAsync(string person, string directory, PullOptions? options = null) =>
        OpenAsync(directory, person, view => Pull.RunAsync(view, Target, options ?? new PullOptions(), Client(person), new RecordingObserver(), CancellationToken.None));

    public Task<RunSummary> UndoAsync(string person, string directory, PushOptions? options = null, Func<string, CancellationToken, Task<bool>>? ask = null) => OpenAsync(
        directory, person, view => Undo.RunAsync(view, Target, new UndoRequest { Ask = ask }, options ?? Bare, Client(person), new RecordingObserver(), CancellationToken.None));

    public async Task<TargetStatus> StatusAsync(string person, string directory)
    {
        TargetStatus? found = null;
        await OpenAsync(directory, person, view => StatusRun.RunAsync(view, Target, Bare, Client(person), new RecordingObserver(), status => found = status, CancellationToken.None));
        return found!;
    }

    public async Task<IReadOnlyList<PastRun>> RunsAsync()
    {
        HistoryReply history = await Undo.HistoryAsync(Target, null, Client("ann"), new RecordingObserver(), CancellationToken.None);
        return history.Runs;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public string[] Names() => [.. Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => Git.Dispose();

    public static string Describe(RunSummary summary) => $"{summary.Exit}: {summary.Message}";

    public static void AssertDone(RunSummary summary) => Assert.True(summary.Exit == ExitCode.Done, Describe(summary));

    public static void AssertRefused(RunSummary summary, params string[] words)
    {
        Assert.True(summary.Exit == ExitCode.Refused, Describe(summary));
        Assert.All(words, word => Assert.Contains(word, summary.Message, StringComparison.Ordinal));
    }

    private PushTarget Target => new("small", AddressKind.Local, Encoding.UTF8.GetBytes(Root));

    private ClientContext Client(string person) => new(Git.Place($"cache-{person}"), $"{person}@desk", typeof(Team).Assembly);

    private async Task<RunSummary> OpenAsync(string directory, string person, Func<ProjectView, Task<RunSummary>> work)
    {
        using var view = ProjectView.Open(new Project(Path.GetFileName(directory), directory), Bare.Filter, Client(person).CacheDirectory);
        return await work(view);
    }
}
