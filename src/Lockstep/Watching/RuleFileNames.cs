using Lockstep.Tree;

namespace Lockstep.Watching;

/// <summary>Files that are watched whether they are sent or not, since they say what is sent.</summary>
internal static class RuleFileNames
{
    /// <summary>What it means that something happened to a file of this path; null when it says nothing about others.</summary>
    public static TreeEvent? EventOf(RelativePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        if (name.SequenceEqual(".gitignore"u8) || name.SequenceEqual(".lockstepignore"u8))
        {
            return new TreeEvent(TreeEventKind.RulesChanged, path.Parent);
        }

        bool isSettings = name.SequenceEqual("lockstep.toml"u8) || name.SequenceEqual("lockstep.local.toml"u8);
        return path.Parent.IsRoot && isSettings ? new TreeEvent(TreeEventKind.SettingsChanged, path) : null;
    }
}
