using Lockstep.Files.Roots;
using Lockstep.Tree;

namespace Lockstep.Files.State;

/// <summary>
/// Finds the state of a root, and says whether it may be acted upon. Whoever cloned a repository or unpacked an archive
/// got every file below it from somebody else, a <c>.lockstep</c> with a made-up run too.
/// </summary>
internal static class TargetStates
{
    /// <summary>The state of a root; null where there is none. Changes nothing.</summary>
    public static StateDirectory? Find(TargetRoot root, TargetOptions? options) => options?.States is { } states ? states.Find(root) : StateDirectory.Find(root);

    /// <summary>The state of a root, made where there is none.</summary>
    /// <param name="root">The root.</param>
    /// <param name="options">What varies.</param>
    /// <param name="notes">Gets what the user should be told.</param>
    public static StateDirectory FindOrMake(TargetRoot root, TargetOptions options, List<string> notes) =>
        options.States is { } states ? states.FindOrMake(root, notes) : StateDirectory.FindOrMake(root);

    /// <summary>Whether a root was ever pushed to. Looks only.</summary>
    /// <param name="root">Absolute, or relative to the login directory.</param>
    /// <param name="options">What varies.</param>
    public static bool Exists(ReadOnlySpan<byte> root, TargetOptions? options)
    {
        using TargetRoot opened = TargetRoot.Open(RootResolver.Resolve(root, options?.LoginDirectory ?? RootResolver.LoginDirectory()), makesParents: false);
        using StateDirectory? state = Find(opened, options);
        return state is not null;
    }

    /// <summary>
    /// Whether a run on a root was interrupted while it was put in place. Looks only, and costs next to nothing where
    /// there is no state.
    /// </summary>
    /// <param name="root">Absolute.</param>
    /// <param name="options">What varies.</param>
    public static bool IsInterrupted(ReadOnlySpan<byte> root, TargetOptions? options)
    {
        using TargetRoot opened = TargetRoot.Open(RootResolver.Resolve(root, root.ToArray()), makesParents: false);
        using StateDirectory? state = Find(opened, options);
        return state is not null && Journal.Exists(state.Handle);
    }

    /// <summary>
    /// Throws when a root's interrupted run cannot be one of this login's, since it never wrote to that root: to be
    /// called where there is such a run.
    /// </summary>
    /// <param name="root">The root.</param>
    /// <param name="state">Its state, locked.</param>
    /// <param name="options">What varies.</param>
    /// <param name="loginDirectory">Where roots are remembered.</param>
    public static void ExpectOwnJournal(TargetRoot root, StateDirectory state, TargetOptions options, ReadOnlySpan<byte> loginDirectory)
    {
        if (options.States is not null || !options.HasMemory || RootMemory.Knows(root, loginDirectory))
        {
            return;
        }

        throw new SyncException(
            ExitCode.Refused,
            $"refused: an interrupted run stands in '{state.Path}', and this login never wrote to '{root.Location}' before: it may have come with a repository or an "
            + "archive, to be finished by you. Nothing was changed. If you do not know it, remove that directory. If you do, because the root was moved or the login's "
            + $"home is a new one, this gives that run up, and what it had put in place counts as changed by hand: rm {ShellWord.Of($"{state.Path}/journal") ?? "its file 'journal'"}");
    }
}
