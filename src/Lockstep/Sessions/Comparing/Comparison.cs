using Lockstep.Sessions.Pushing;
using Lockstep.Tree;

namespace Lockstep.Sessions.Comparing;

/// <summary>Shows what a push would change, with the contents. The way in for the command line.</summary>
public static class Comparison
{
    /// <summary>Plans a push to one target and hands out what differs, in path order. Nothing is written on either side.</summary>
    /// <param name="project">The project.</param>
    /// <param name="target">The target.</param>
    /// <param name="options">How the push would be done; it is made a dry run.</param>
    /// <param name="paths">Only what is at or below these; none for all.</param>
    /// <param name="client">What the client brings along.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="onCompared">Is handed each entry that differs, on any thread, one at a time.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static Task<RunSummary> RunAsync(
        ProjectView project,
        PushTarget target,
        PushOptions options,
        IReadOnlyList<RelativePath> paths,
        ClientContext client,
        IRunObserver observer,
        Action<ContentComparison> onCompared,
        CancellationToken cancellation)
    {
        var context = new SessionContext(project, target, options with { IsDryRun = true }, client, observer);
        RunAccount account = context.NewRun();
        return account.ConcludeAsync(async () =>
        {
            await using var push = new PushRun(context, account, "diff", cancellation);
            InspectedPlan inspected = await push.PlanAsync(cancellation);
            var comparer = new ContentComparer(project, paths, onCompared);
            foreach (RelativePath path in comparer.FindNowhere(inspected))
            {
                string remedy = ShellWord.Command(". To see why: lockstep explain", path.Bytes, "");
                observer.Note($"{path}: not in the project, or not sent, and not on the target{remedy}");
            }

            await comparer.CompareAsync(inspected, cancellation);
        });
    }
}
