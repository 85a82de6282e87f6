using System.Diagnostics;
using System.Text;
using Lockstep.Files;
using Lockstep.Sessions;
using Lockstep.Sessions.Endpoints;
using Lockstep.Sessions.Inspecting;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Undoing;
using Lockstep.Tests.Files.Committing;
using Lockstep.Tests.Files.Sources;
using Lockstep.Tests.Sessions;
using Lockstep.Tests.Tree;
using Lockstep.Tree;

namespace Lockstep.Tests.Attacks;

/// <summary>Several people with a checkout and a home directory each, and one target.</summary>
internal sealed class SeveralCheckouts : IDisposable
{
    private readonly string _place;

    public SeveralCheckouts(params string[] people)
    {
        _place = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"lockstep-people-{Guid.NewGuid():N}");
        Target = new LiveTree(Path.Combine(_place, "sites", "app"), clock: 400_000_003);

        // Of one project, as git tells it: what is in the projects is in no commit.
        string repository = Path.Combine(_place, "repository");
        Directory.CreateDirectory(repository);
        GitScene.Git(repository, "init", "--quiet");
        GitScene.Commit(repository, "nothing");
        foreach (string person in people)
        {
            GitScene.Git(_place, "clone", "--quiet", repository, person);
        }

        People = [.. people.Select((name, index) => new Checkout(_place, name, index, Target.Root))];
    }

    /// <summary>What every push of a test does: nothing is deployed, hidden entries are sent, git has no say, and nothing was agreed to.</summary>
    public static PushOptions Plain { get; } = new() { Deploy = null, Disposable = [], Filter = new() { Hidden = true, UseGitignore = false } };

    public List<Checkout> People { get; }

    /// <summary>Where everything of this scene is.</summary>
    public string Place => _place;

    /// <summary>The hashes of all files that stand anywhere, in a tree or in a history.</summary>
    public HashSet<ContentHash> Everything =>
    [
        .. new[] { "sites/app", "sites/.lockstep/app/history" }
            .Concat(People.SelectMany(person => new[] { $"{person.Name}/project", $"{person.Name}/.lockstep" }))
            .SelectMany(directory => ContentsIn(directory)).Select(found => found.Content),
    ];

    /// <summary>The files that stand in the target's tree, in the projects and in the target's history: none of their contents may get lost.</summary>
    public List<(string Path, ContentHash Content)> Treasured =>
    [
        .. ContentsIn("sites/app"),
        .. People.SelectMany(person => ContentsIn($"{person.Name}/project")),
        .. ContentsIn("sites/.lockstep/app/history", path => !path.Name.SequenceEqual("manifest"u8) && !path.Name.SequenceEqual("index"u8)),
    ];

    /// <summary>How many runs the target has had; none goes from its history in the time of a test.</summary>
    public int Runs => Directory.Exists(HistoryPath) ? Directory.GetDirectories(HistoryPath).Length : 0;

    /// <summary>The target's root as somebody there edits it.</summary>
    public LiveTree Target { get; }

    /// <summary>What a file on the target says; null where there is none.</summary>
    public string? OnTarget(string path) => Read(Target, path);

    public static string? Read(LiveTree tree, string path) =>
        tree.TryStat(RelativePath.Parse(path), out _) ? Encoding.UTF8.GetString(tree.ReadFile(RelativePath.Parse(path))) : null;

    private string HistoryPath => Path.Combine(_place, "sites", ".lockstep", "app", "history");

    /// <summary>Somebody clones the repository of another and has seen nothing of the target.</summary>
    public Checkout Join(string name, Checkout from)
    {
        GitScene.Git(_place, "clone", "--quiet", from.Name, name);
        var checkout = new Checkout(_place, name, People.Count, Target.Root);
        People.Add(checkout);
        return checkout;
    }

    /// <summary>Backs up the target and its state.</summary>
    /// <returns>Restores it: the target has what it had then, and knows of no later run.</returns>
    public Action BackUpTarget()
    {
        string sites = Path.Combine(_place, "sites"), backup = Path.Combine(_place, $"backup-{Guid.NewGuid():N}");
        Copy(sites, backup);
        return () =>
        {
            Directory.Delete(sites, recursive: true);
            Copy(backup, sites);
        };
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    private static void Copy(string from, string to)
    {
        using Process copy = Process.Start("/bin/cp", ["-a", from, to]);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }

    private IEnumerable<(string Path, ContentHash Content)> ContentsIn(string directory, Predicate<RelativePath>? counts = null)
    {
        string whole = Path.Combine(_place, directory);
        return Directory.Exists(whole)
            ? TreeText.Flatten(DiskTree.Read(whole)).Where(pair => pair.Value.IsFile && (counts is null || counts(pair.Key))).Select(pair => ($"{directory}/{pair.Key}", pair.Value.Content))
            : [];
    }
}
