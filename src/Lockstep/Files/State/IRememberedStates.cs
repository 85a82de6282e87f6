using Lockstep.Files.Roots;

namespace Lockstep.Files.State;

/// <summary>Knows which directories hold the state of roots, so that none is believed for where it stands.</summary>
internal interface IRememberedStates
{
    /// <summary>The one that is remembered of a root; null for none. Changes nothing.</summary>
    StateDirectory? Find(TargetRoot root);

    /// <summary>The same, or a new one where none is remembered, which is remembered from then on.</summary>
    /// <param name="root">The root, which exists.</param>
    /// <param name="notes">Gets what the user should be told.</param>
    StateDirectory FindOrMake(TargetRoot root, List<string> notes);
}
