using Lockstep.Owners;
using Lockstep.Sessions;
using Lockstep.Tree;

namespace Lockstep.Cli.Settings;

/// <summary>
/// What <c>{project}</c>, <c>{user}</c> and <c>{branch}</c> in an address stand for. Each is one name of a path: letters, digits and
/// <c>.</c>, <c>_</c>, <c>-</c> stay, anything else becomes <c>-</c>, and a <c>.</c> or <c>-</c> at its start becomes <c>_</c>, so that
/// <c>feature/login</c> is <c>feature-login</c> and no value leads to another directory, is an option, or is a word of a shell.
/// </summary>
internal sealed class AddressPlaceholders(string project, string user, Func<string> findBranch)
{
    private const string OfProject = "{project}", OfUser = "{user}", OfBranch = "{branch}";

    private static readonly string[] All = [OfProject, OfUser, OfBranch];

    private readonly Lazy<string> _branch = new(() => SafeName(findBranch()));

    /// <summary>Those of a project.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="directory">Its directory, whose checkout has the branch.</param>
    /// <param name="environment">Knows the user.</param>
    /// <param name="owners">Whose repositories count.</param>
    public static AddressPlaceholders Of(string name, string directory, UserEnvironment environment, OwnerRule? owners) =>
        new(name, environment.Login, new Project(name, directory) { Owners = owners }.FindBranch);

    /// <summary>The address with what is known filled in; what is empty stays as it is written.</summary>
    public TargetAddress Fill(TargetAddress address) => address with
    {
        User = address.User is { } login ? Fill(login) : null,
        Host = Fill(address.Host),
        Path = address.Path is { } path ? Fill(path) : null,
        Pipe = address.Pipe is { } command ? Fill(command) : null,
    };

    /// <summary>A command with a plain word in place of each: whether it can be split into words does not depend on what they stand for.</summary>
    public static string Plain(string command) => All.Aggregate(command, (text, placeholder) => text.Replace(placeholder, "x", StringComparison.Ordinal));

    /// <summary>Refuses an address in which a placeholder is left.</summary>
    /// <param name="target">What the user calls it.</param>
    /// <param name="address">It, filled in.</param>
    /// <exception cref="SyncException">One of them stands for nothing here.</exception>
    public static void Check(string target, TargetAddress address)
    {
        // A command has braces of its own.
        string? inCommand = All.FirstOrDefault(placeholder => address.Pipe?.Contains(placeholder, StringComparison.Ordinal) == true);
        if ((inCommand ?? FindLeft($"{address.User}@{address.Host}:{address.Path}")) is { } left)
        {
            string cause = left switch
            {
                OfBranch => "and no branch is checked out here: switch to one ('git switch BRANCH'), or write the name itself",
                OfUser => "and nobody knows who you are here: set USER, or write the name itself",
                OfProject => $"and the project has no name: set [project] name in {ProjectDirectory.SettingsFileName}",
                _ => $"which stands for nothing{Suggestion.Hint(left, All, "these do")}",
            };
            throw new SyncException(ExitCode.Usage, $"the address of target '{DisplayText.Of(target)}' has {DisplayText.Of(left)}, {cause}");
        }
    }

    // A word in braces, which nobody wants as the name of a directory.
    private static string? FindLeft(string text)
    {
        for (int start = text.IndexOf('{', StringComparison.Ordinal); start >= 0; start = text.IndexOf('{', start + 1))
        {
            int end = start + 1;
            while (end < text.Length && char.IsAsciiLetterLower(text[end]))
            {
                end++;
            }

            if (end > start + 1 && end < text.Length && text[end] == '}')
            {
                return text[start..(end + 1)];
            }
        }

        return null;
    }

    private string Fill(string text)
    {
        string filled = Replace(Replace(text, OfProject, () => SafeName(project)), OfUser, () => SafeName(user));
        return Replace(filled, OfBranch, () => _branch.Value);
    }

    // Only what is asked for is looked up: most projects' addresses have none of it.
    private static string Replace(string text, string placeholder, Func<string> find) =>
        text.Contains(placeholder, StringComparison.Ordinal) && find() is { Length: > 0 } value
            ? text.Replace(placeholder, value, StringComparison.Ordinal)
            : text;

    private static string SafeName(string value)
    {
        string plain = string.Concat(value.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' ? letter : '-'));
        return plain.StartsWith('.') || plain.StartsWith('-') ? $"_{plain[1..]}" : plain;
    }
}
