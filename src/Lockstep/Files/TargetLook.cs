using Lockstep.Files.Roots;
using Lockstep.Files.State;

namespace Lockstep.Files;

/// <summary>What can be told of a root without opening it as a target.</summary>
public static class TargetLook
{
    /// <summary>
    /// Whether a run on a root was interrupted while it was put in place. Looks only, and costs next to nothing where
    /// there is no state.
    /// </summary>
    /// <param name="root">Absolute.</param>
    public static bool HasInterruptedRun(ReadOnlySpan<byte> root)
    {
        using TargetRoot opened = TargetRoot.Open(RootResolver.Resolve(root, root.ToArray()), makesParents: false);
        using StateDirectory? state = StateDirectory.Find(opened);

        // State inside the root may have come with a repository that was cloned: nobody's word to change the project.
        return state is { IsInside: false } && Journal.Exists(state.Handle);
    }

    /// <summary>Whether a root was ever pushed to. Looks only.</summary>
    /// <param name="root">Absolute, or relative to the login directory.</param>
    /// <param name="options">What varies between production and tests.</param>
    public static bool HasState(ReadOnlySpan<byte> root, TargetOptions? options)
    {
        using TargetRoot opened = TargetRoot.Open(RootResolver.Resolve(root, options?.LoginDirectory ?? RootResolver.LoginDirectory()), makesParents: false);
        using StateDirectory? state = StateDirectory.Find(opened);
        return state is not null;
    }
}
