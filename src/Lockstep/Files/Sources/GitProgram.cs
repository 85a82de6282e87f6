using System.Text;
using Lockstep.Native.Processes;

namespace Lockstep.Files.Sources;

/// <summary>
/// Asks git what its files do not tell: what is in its objects. Everything is off that a repository's settings could make it start: hooks, the file system
/// monitor, transports that would fetch missing objects, pagers.
/// </summary>
internal static class GitProgram
{
    private const int MostBytes = 4 << 20;

    /// <summary>What git writes to standard output; null where there is no git, or where it fails or says too much.</summary>
    /// <param name="checkout">Where; it belongs to the user.</param>
    /// <param name="arguments">The subcommand and its arguments.</param>
    public static byte[]? Ask(GitCheckout checkout, params IReadOnlyList<string> arguments)
    {
        string[] safe =
        [
            "--no-pager", "--no-optional-locks", $"--git-dir={checkout.GitDirectory}", $"--work-tree={checkout.Top}",
            "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
        ];
        IEnumerable<string> words = [.. safe, .. arguments];
        return ProgramOutput.Read(
            "git"u8.ToArray(), words.Select(static word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word))), environment: ["GIT_ALLOW_PROTOCOL=none"u8.ToArray(), "GIT_NO_LAZY_FETCH=1"u8.ToArray()], Encoding.UTF8.GetBytes(checkout.Top), MostBytes);
    }
}
