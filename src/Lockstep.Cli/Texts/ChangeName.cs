using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>The words for kinds of changes, as <c>--json</c> and lists use them.</summary>
internal static class ChangeName
{
    public static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Add => "add",
        ChangeKind.Update => "update",
        ChangeKind.Delete => "delete",
        ChangeKind.Rename => "rename",
        _ => "mode",
    };
}
