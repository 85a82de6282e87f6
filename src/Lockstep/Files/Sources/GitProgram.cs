using System.Text;
using Lockstep.Native.Processes;

namespace Lockstep.Files.Sources;

/// <summary>
/// Asks git what its files do not tell: what is in its objects. git is started with everything off that a repository's settings could make it start:
/// hooks, the file system monitor, transports that would fetch missing objects, pagers.
/// </summary>
internal static class GitProgram
{
    private const int MostBytes = 64 << 20;

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
        return ProgramOutput.Read(
            Encoding.UTF8.GetBytes("git"), [.. ((string[])[.. safe, .. arguments]).Select(argument => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(argument))],
            Encoding.UTF8.GetBytes(checkout.Top), MostBytes);
    }
}
