using System.Text;

namespace Lockstep.Cli.Shell;

/// <summary>Commands for the target that run where the user stands: the current directory's place below the target's root.</summary>
/// <param name="below">The directory below the project's; empty for the project's own.</param>
internal sealed class ShellCommand(string below)
{
    /// <summary>Enters the directory, which is the first argument; the rest is another command.</summary>
    private const string Enter = """
        CDPATH= cd -- "$0" 2>/dev/null || { echo "lockstep: $0 is not on the target: it is empty, or not sent ('lockstep explain $0' tells why)" >&2; exit 1; }; exec "$@"
        """;

    // A login shell of the user's there, whatever that is.
    private const string LoginShell = """exec "${SHELL:-sh}" -l""";

    /// <summary>Where <paramref name="current"/> stands in the project; its root where it stands elsewhere.</summary>
    /// <param name="project">The project's directory, no link in it.</param>
    /// <param name="current">The current directory, no link in it.</param>
    public static ShellCommand At(string project, string current)
    {
        string below = Path.GetRelativePath(project, current);
        return new ShellCommand(below == "." || below == ".." || below.StartsWith("../", StringComparison.Ordinal) ? "" : below);
    }

    /// <summary>Runs a line as <c>sh -c</c> does.</summary>
    /// <param name="words">The line, and what becomes its <c>$0</c> and its arguments.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Line(IReadOnlyList<ReadOnlyMemory<byte>> words) => Within([.. Words("sh", "-c"), .. words]);

    /// <summary>Starts the login shell of the user there.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Login() => Within(Words("sh", "-c", LoginShell));

    private IReadOnlyList<ReadOnlyMemory<byte>> Within(IReadOnlyList<ReadOnlyMemory<byte>> command) =>
        below.Length == 0 ? command : [.. Words("sh", "-c", Enter, $"./{below}"), .. command];

    private static IReadOnlyList<ReadOnlyMemory<byte>> Words(params string[] words) =>
        [.. words.Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word)))];
}
