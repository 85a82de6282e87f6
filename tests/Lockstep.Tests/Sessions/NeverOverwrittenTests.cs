using Lockstep.Sessions;
using Lockstep.Sessions.Pulling;
using Lockstep.Sessions.Undoing;
using Lockstep.Tree;

namespace Lockstep.Tests.Sessions;

/// <summary>
/// What somebody changed by hand on the side that a command writes to is not overwritten without force, whichever command it is: the run is refused and not a byte is
/// changed; with force it is done, and what was there is in the history.
/// </summary>
public sealed class NeverOverwrittenTests
{
    private static readonly string[] Commands = ["push", "push a deletion", "undo", "undo a path", "pull", "pull a path", "undo --local"];

    private static readonly string[] HandEdits = ["content", "content of the same size", "removed", "directory", "link", "content and mode"];

    public static MatrixTheoryData<string, string> Cases { get; } = new(Commands, HandEdits);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_by_hand_stops_every_command(string command, string edit)
    {
        using var scene = new PushScene();
        await ArrangeAsync(scene, command);
        LiveTree edited = IsHere(command) ? scene.Project : scene.OnTarget();
        Edit(edited, edit);
        var before = scene.Everything;
        RunSummary refused = await RunAsync(scene, command, isForced: false);
        bool isAsked = refused.Exit == ExitCode.Refused;
        bool isGoneAnyway = edit == "removed" && (command == "push a deletion" || command == "pull a path");
        Assert.True(isAsked || isGoneAnyway, PushScene.Describe(refused));
        if (!isAsked)
        {
            // Nothing stands there that could be overwritten.
            return;
        }

        PushScene.AssertSame(WithoutLock(before), WithoutLock(scene.Everything));
        Assert.Contains("a", refused.Message, StringComparison.Ordinal);

        Dictionary<RelativePath, Entry> byHand = edited.Entries.Where(entry => entry.Value.IsFile).ToDictionary();
        RunSummary forced = await RunAsync(scene, command, isForced: true);
        Assert.True(forced.Exit == ExitCode.Done, PushScene.Describe(forced));
        string state = IsHere(command) ? scene.ProjectStatePath : scene.StatePath;
        HashSet<ContentHash> kept = [.. edited.Entries.Values.Select(entry => entry.Content), .. PushScene.HistoryContents(state)];
        Assert.Empty(byHand.Values.Select(entry => entry.Content).Except(kept));
    }

    private static bool IsHere(string command) => command is "pull" or "pull a path" or "undo --local";

    /// <summary>Two runs that wrote <c>a</c>, and whatever the command needs besides to write there again.</summary>
    private static async Task ArrangeAsync(PushScene scene, string command)
    {
        scene.Project.Write("b", "other");
        foreach (string content in new[] { "first", "second" })
        {
            scene.Project.Write("a", content);
            Assert.Equal(ExitCode.Done, (await scene.PushAsync()).Exit);
        }

        switch (command)
        {
            case "push":
                scene.Project.Write("a", "third");
                break;
            case "push a deletion":
                scene.Project.Remove(RelativePath.Parse("a"));
                break;
            case "pull" or "pull a path" or "undo --local":
                scene.OnTarget().Write("a", "theirs");
                break;
            default:
                break;
        }

        if (command == "undo --local")
        {
            Assert.Equal(ExitCode.Done, (await scene.PullAsync()).Exit);
        }
    }

    private static void Edit(LiveTree tree, string edit)
    {
        var path = RelativePath.Parse("a");
        switch (edit)
        {
            case "content":
                tree.Write("a", "by hand, of another length");
                break;
            case "content of the same size":
                tree.Write("a", "handed");
                break;
            case "removed":
                tree.Remove(path);
                break;
            case "directory":
                tree.Remove(path);
                tree.MakeDirectory(path);
                break;
            case "link":
                tree.Remove(path);
                tree.Link(path, "by-hand"u8);
                break;
            default:
                tree.Write("a", "by hand");
                tree.SetMode(path, 0x1ed);
                break;
        }
    }

    private static Task<RunSummary> RunAsync(PushScene scene, string command, bool isForced)
    {
        IReadOnlyList<RelativePath> path = [RelativePath.Parse("a")];
        return command switch
        {
            "undo" => scene.UndoAsync(options: PushScene.Agreed with { Force = isForced }),
            "undo a path" => scene.UndoAsync(new UndoRequest { Paths = path }, PushScene.Agreed with { Force = isForced }),
            "undo --local" => scene.UndoPullAsync(PushScene.Agreed with { Force = isForced }),
            "pull" => scene.PullAsync(new PullOptions { Confirmed = true, Force = isForced }),
            "pull a path" => scene.PullAsync(new PullOptions { Confirmed = true, Force = isForced, Paths = path }),
            _ => scene.PushAsync(PushScene.Agreed with { Force = isForced }),
        };
    }

    /// <summary>Who holds the lock is written into it, and opening a project to pull into makes its state.</summary>
    private static SortedDictionary<RelativePath, Entry> WithoutLock(SortedDictionary<RelativePath, Entry> entries) =>
        new(entries.Where(entry => !entry.Key.ToString().Contains(".lockstep", StringComparison.Ordinal)).ToDictionary());
}
