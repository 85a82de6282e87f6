using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Filters;
using Lockstep.Sessions.Pushing;
using Lockstep.Sessions.Remembering;

namespace Lockstep.Sessions.Holding;

/// <summary>
/// What a command asks the holder of a connection first: for the agent itself, or whether the target is in step, which a
/// watch knows without looking at the tree again. A watch can tell only for its own project and target, and for what it
/// would have sent itself.
/// <code>
/// question   kind: 1  [what is pushed, and how: 16]      the second part only with <see cref="IsInStep"/>
/// answer     <see cref="Heard"/>: 1, and again each second while it takes longer; to <see cref="IsInStep"/> then
///            is so: 1  [entries: 4]
///            to <see cref="End"/> then
///            ends: 1  [length: 1, whom the connection leads to]
/// </code>
/// A holder that does not answer, since it is stopped by Ctrl-Z for one, is passed over.
/// </summary>
internal static class StepQuestion
{
    /// <summary>The agent's protocol follows.</summary>
    public const byte Agent = 0;

    /// <summary>Answered with whether the target is in step; if it is, the agent's protocol follows, for commands alone.</summary>
    public const byte IsInStep = 1;

    /// <summary>A connection that only lingers ends when the commands that use it have; one of a watch does not.</summary>
    public const byte End = 2;

    /// <summary>The answer of one that listens.</summary>
    public const byte Heard = 2;

    /// <summary>The answers to whether the target is in step, and whether the connection ends.</summary>
    public const byte No = 0, Yes = 1;

    /// <summary>Bytes of what is pushed.</summary>
    public const int KeyLength = 16;

    /// <summary>Tells project, target and all that decides about what a push does there.</summary>
    public static byte[] KeyOf(SessionContext context)
    {
        PushOptions options = context.Options;
        FilterOptions filter = options.Filter;
        var text = new StringBuilder(RememberedTarget.IdentityOf(context.Project.Project, context.Target));
        Add(text, filter.CommandLine.Select(rule => $"{rule.IsInclude}{rule.Pattern}"));
        Add(text, filter.Exclude);
        Add(text, filter.Include);
        Add(text, options.Disposable);
        text.Append(
            CultureInfo.InvariantCulture,
            $"\0{filter.Hidden}{filter.UseGitignore}{filter.IgnoreCase}{options.Mirror}{options.Deletes}{options.MaxDelete}{options.Force}{options.ComparesContent}");
        text.Append('\0').Append(filter.UserExcludes?.DisplayPath).Append('\0').Append(Convert.ToHexString(filter.UserExcludes?.Content ?? []));
        return XxHash128.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Add(StringBuilder text, IEnumerable<string> words)
    {
        text.Append('\0');
        foreach (string word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"{word.Length}:{word}");
        }
    }
}
