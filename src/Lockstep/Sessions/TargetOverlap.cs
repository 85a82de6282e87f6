using Lockstep.Files.Roots;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Sessions;

/// <summary>
/// Refuses a target on this machine that is the project, or lies in what the project sends, or holds the project: a push would send its own result again,
/// deeper each time, or write over what it reads.
/// </summary>
internal static class TargetOverlap
{
    /// <param name="project">What is pushed.</param>
    /// <param name="target">Where it goes; one on another machine cannot overlap, as far as can be told.</param>
    /// <exception cref="SyncException"><see cref="ExitCode.Refused"/>: they overlap.</exception>
    public static void Refuse(ProjectView project, PushTarget target)
    {
        if (target.Kind != AddressKind.Local)
        {
            return;
        }

        ReadOnlySpan<byte> source = Resolve(NamedPlace.BytesOf(project.Project.Directory));
        ReadOnlySpan<byte> root = Resolve(target.Root.Span);
        if (root.SequenceEqual(source))
        {
            throw Refusal(target, "is the project itself. Name another directory.");
        }

        if (Below(root, source) is { IsEmpty: false } within && RelativePath.TryParse(within, out RelativePath path, out _) && !project.IsProtected(path, isDirectory: true))
        {
            throw Refusal(target, "lies in the project, so that the next push would send it along. Name a directory outside, or exclude it.");
        }

        if (!Below(source, root).IsEmpty)
        {
            throw Refusal(target, "holds the project. Name a directory beside it.");
        }
    }

    private static ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> path) => RootResolver.Resolve(path, RootResolver.LoginDirectory()).Path.Span;

    /// <summary>The path of something below a directory; empty when it is not below it.</summary>
    private static ReadOnlySpan<byte> Below(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        path.Length > directory.Length && path.StartsWith(directory) && path[directory.Length] == '/' ? path[(directory.Length + 1)..] : default;

    private static SyncException Refusal(PushTarget target, string reason) =>
        new(ExitCode.Refused, $"refused: the target '{DisplayText.Of(target.Root.Span)}' {reason}");
}
