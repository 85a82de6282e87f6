using System.Globalization;
using System.Text;
using Lockstep.Native;
using Lockstep.Native.Disk;
using Lockstep.Tree;

namespace Lockstep.Owners;

/// <summary>
/// Whose files may decide what we do: a settings file or a <c>.git</c> counts only if it and its directory belong to the user or to root (git's
/// <c>safe.directory</c>), and if not everybody may write there: in a directory like <c>/tmp</c> others can bring a file, or a link to one, that
/// belongs to the user. What the user has trusted counts nevertheless.
/// </summary>
public sealed class OwnerRule
{
    private const uint Root = 0;
    private const int WritableByAll = 0b000_000_010;

    private readonly uint[] _users;
    private readonly Func<string, bool> _isTrusted;

    /// <summary>Makes the rule.</summary>
    /// <param name="users">User ids beside root's.</param>
    /// <param name="home">The user's home directory, where the walk upwards ends; null for none.</param>
    /// <param name="isTrusted">Whether the user has trusted a directory, whoever it belongs to.</param>
    public OwnerRule(IReadOnlyList<uint> users, string? home, Func<string, bool> isTrusted)
    {
        _users = [.. users, Root];
        _isTrusted = isTrusted;
        Home = home is { Length: > 0 } ? RealPath(home) : null;
    }

    /// <summary>The rule for the user this process acts as; under sudo also for the one who called it.</summary>
    public static OwnerRule OfProcess { get; } = ForProcess(_ => false);

    /// <summary>The home directory, free of links.</summary>
    public string? Home { get; }

    /// <summary>The rule for the user this process acts as, who has trusted directories.</summary>
    public static OwnerRule ForProcess(Func<string, bool> isTrusted)
    {
        uint user = EffectiveUser.Id;
        bool isSudo = uint.TryParse(Environment.GetEnvironmentVariable("SUDO_UID"), NumberStyles.None, CultureInfo.InvariantCulture, out uint caller);
        // Anybody can set the variable: only root, who trusts whoever called sudo anyway, asks for it.
        return new OwnerRule(user == Root && isSudo ? [user, caller] : [user], Environment.GetEnvironmentVariable("HOME"), isTrusted);
    }

    /// <summary>Refuses a file or directory that does not count; one that is not there does.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="project">The directory that the user trusts or not; the one that the path is in when null.</param>
    /// <exception cref="SyncException">With <see cref="ExitCode.Usage"/>, owner and remedy.</exception>
    public void Check(string path, string? project = null)
    {
        string trusted = project ?? Path.GetDirectoryName(path) ?? path;
        if (FindForeign(path) is { } foreign && !IsTrusted(RealPath(trusted)))
        {
            string remedy = ShellWord.Command(
                "say so once: lockstep trust", Encoding.UTF8.GetBytes(trusted), "say so once in that directory: lockstep trust");
            throw new SyncException(
                ExitCode.Usage,
                $"{DisplayText.Of(path)} does not count and nothing was done: {foreign}. If you trust whoever can write there, {remedy}");
        }
    }

    /// <summary>What does not belong to the user: the directory of <paramref name="path"/>, what stands there, or what a link there leads to. Null when all do.</summary>
    /// <param name="path">An absolute path.</param>
    public ForeignPlace? FindForeign(string path)
    {
        if (NamedPlace.Look(Encoding.UTF8.GetBytes(path)) is not { } entry)
        {
            return null;
        }

        string directory = Path.GetDirectoryName(path) ?? path;
        ForeignPlace? foreign = Judge(directory) ?? Judge(path, entry) ?? Judge(path);
        if (foreign is null && entry.Type == EntryType.Symlink)
        {
            foreign = Judge(Path.GetDirectoryName(RealPath(path)) ?? "/");
        }

        return foreign;
    }

    /// <summary>
    /// The directories above a directory, nearest first, in which settings and repositories are looked for: as far as the home directory, and not beyond a mount
    /// point, a directory that belongs to somebody else, or one that everybody may write. They need not count (<see cref="Check"/>).
    /// </summary>
    /// <param name="directory">An absolute path.</param>
    public IEnumerable<string> Above(string directory)
    {
        string current = RealPath(directory);
        if (NamedPlace.Look(Encoding.UTF8.GetBytes(current)) is not { } start)
        {
            yield break;
        }

        while (current != Home && Path.GetDirectoryName(current) is { } parent)
        {
            // Somebody else's tree is walked as far as it is his, so that the user learns that his settings do not count.
            if (NamedPlace.Look(Encoding.UTF8.GetBytes(parent)) is not { } status || status.Device != start.Device
                || !(IsTrusted(parent) || ((IsOwn(status) || status.OwnerId == start.OwnerId) && !IsOpenToAll(status))))
            {
                yield break;
            }

            yield return parent;
            current = parent;
        }
    }

    /// <summary>A path free of links; as it is where nothing is there.</summary>
    public static string RealPath(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return NamedPlace.Find(Encoding.UTF8.GetBytes(full)) is { } place ? NamedPlace.TextOf(place.Path) : full;
    }

    private bool IsOwn(in FileStatus status) => _users.Contains(status.OwnerId);

    // The permissions of a link mean nothing.
    private static bool IsOpenToAll(in FileStatus status) => status.Type != EntryType.Symlink && (status.Mode & WritableByAll) != 0;

    private ForeignPlace? Judge(string path) =>
        NamedPlace.Find(Encoding.UTF8.GetBytes(path)) is { } place ? Judge(NamedPlace.TextOf(place.Path), place.Status) : null;

    private ForeignPlace? Judge(string path, in FileStatus status) =>
        !IsOwn(status) ? new ForeignPlace(path, status.OwnerId, IsOpenToAll: false)
        : IsOpenToAll(status) ? new ForeignPlace(path, status.OwnerId, IsOpenToAll: true)
        : null;

    private bool IsTrusted(string directory)
    {
        for (string? trusted = directory; trusted is not null; trusted = Path.GetDirectoryName(trusted))
        {
            if (_isTrusted(trusted))
            {
                return true;
            }
        }

        return false;
    }
}
