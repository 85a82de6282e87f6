using Lockstep.Plan;

namespace Lockstep.Cli.Texts;

/// <summary>Where a run's tree came from: the project's directory, and the commit with a plus where more than the commit was sent.</summary>
internal static class SourceText
{
    /// <summary>The directory and the commit, such as <c>~/small 1a2b3c4+</c>; empty where nobody tells.</summary>
    public static string Of(RunSource? source) => source is null ? "" : $"{source.Directory} {source.ShortCommit}".Trim();
}
