using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Options;

namespace Lockstep.Rsync.Roles;

/// <summary>Whether a client tells its server filter rules: a sender needs them always, a receiver to know what not to delete.</summary>
internal static class RuleNeeds
{
    /// <summary>Whether the server of a push is told rules.</summary>
    public static bool OfPush(RsyncOptions options, Dialect dialect) => options.PruneEmptyDirs
        || (options.Delete.Mode != RsyncDeleteMode.None && (!options.Delete.Excluded || dialect.HasRuleModifiers));
}
