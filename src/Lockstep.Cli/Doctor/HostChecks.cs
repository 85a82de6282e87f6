using Lockstep.Tree;
using System.Globalization;
using System.Text.RegularExpressions;
using Lockstep.Cli.Texts;
using Lockstep.Sessions.Diagnosing;

namespace Lockstep.Cli.Doctor;

/// <summary>Judges what a target's host told about itself.</summary>
/// <param name="answer">What it told.</param>
/// <param name="subject">What it is judged for.</param>
internal sealed partial class HostChecks(HostAnswer answer, HostSubject subject)
{
    private const double MostClockSeconds = 5;
    private const long LeastFree = 64 << 20;
    private const long LeastInodes = 1000;

    private static readonly string[] Machines = ["Linux x86_64", "Linux aarch64"];

    /// <summary>All checks that the host's shell can answer, where it answered.</summary>
    public IReadOnlyList<Check> All() => answer.Reach switch
    {
        HostReach.Answered => [Shell(), Platform(), Agent(), Rsync(), Root(), Space(), Inodes(), Sudo(), Clock(), Names(), Locale()],
        HostReach.Confined => [.. CheckNames.OfHost.Select(name => Check.Skip(name, "the key starts the agent by a forced command, and no shell"))],
        _ => [.. CheckNames.OfHost.Select(name => Check.Skip(name, "the host's shell did not answer"))],
    };

    /// <summary>Whether ssh reaches the host at all.</summary>
    public Check Reach() => answer.Reach switch
    {
        HostReach.SshMissing when answer.Message is null => Check.Skip(CheckNames.Reach, "there is no ssh to ask"),
        HostReach.SshMissing or HostReach.SshMisconfigured => Check.FailWith(CheckNames.Reach, ExitCode.NoConnection, answer.Message ?? "ssh does not take its configuration"),
        HostReach.Unreachable => Check.FailWith(CheckNames.Reach, ExitCode.NoConnection, answer.Message ?? "the host cannot be reached"),
        HostReach.HostKeyRefused => Check.FailWith(CheckNames.Reach, ExitCode.NoConnection, answer.Message ?? "the host's key was refused"),
        _ => Check.Ok(CheckNames.Reach, $"{subject.Host} answers{(subject.HasKey ? ", and its key is the known one" : "")}"),
    };

    /// <summary>Whether the login works.</summary>
    public Check Login() => answer.Reach switch
    {
        HostReach.LoginRefused => Check.FailWith(CheckNames.Login, ExitCode.NoConnection, answer.Message ?? "the host refused the login"),
        HostReach.NoShell => Check.FailWith(CheckNames.Login, ExitCode.NoConnection, answer.Message ?? "no shell answered"),
        HostReach.Confined => Check.Ok(CheckNames.Login, "the key starts the agent by a forced command, confined to one directory"),
        HostReach.Answered => Check.Ok(CheckNames.Login, $"as {LoginName}"),
        _ => Check.Skip(CheckNames.Login, "the host was not reached"),
    };

    private string LoginName => (answer.Find("login") ?? string.Empty).Split(' ')[0];

    private bool IsRoot => answer.Find("login")?.EndsWith(" 0", StringComparison.Ordinal) == true;

    private Check Shell()
    {
        string shell = answer.Find("shell") is { Length: > 0 } path ? path : "the login shell";
        return answer.Noise.Length == 0
            ? Check.Ok(CheckNames.Shell, $"{shell} prints nothing of its own")
            : Check.Warn(
                CheckNames.Shell,
                $"{shell} prints \"{answer.Noise}\" at every login; it is passed over",
                "Print only on a terminal: in its start-up file put  case $- in *i*) ;; *) return;; esac  before that line.");
    }

    private Check Platform() => answer.Find("system") is { } system && Machines.Contains(system)
        ? Check.Ok(CheckNames.Platform, system)
        : Check.Fail(
            CheckNames.Platform,
            ExitCode.NoConnection,
            $"{answer.Find("system")}: there is no agent for it",
            $"Push to a host with one of: {string.Join(", ", Machines)}.");

    private Check Agent()
    {
        (string State, string Directory)[] places = [.. answer.Facts.Where(fact => fact.Name == "agent").Select(fact => Parts(fact.Value))];
        if (Array.Find(places, place => place.State == "present") is { Directory: { } there })
        {
            return Check.Ok(CheckNames.Agent, $"in {there}{Passed(places, there)}");
        }

        return Array.Find(places, place => place.State == "possible") is { Directory: { } free }
            ? Check.Ok(CheckNames.Agent, $"goes to {free} at the first push{Passed(places, free)}")
            : Check.Fail(
                CheckNames.Agent,
                ExitCode.NoConnection,
                $"no directory takes it: {string.Join(", ", places.Select(place => $"{place.Directory} ({place.State})"))}",
                $"Name one that takes programs: agent_dir = \"/path\" in [target.NAME] or [connection] of lockstep.toml.");
    }

    // Why a directory that comes before is not the one.
    private static string Passed((string State, string Directory)[] places, string chosen)
    {
        string[] passed = [.. places.TakeWhile(place => place.Directory != chosen)
            .Where(place => place.State is "not-writable" or "no-programs").Select(place => $"{place.Directory} ({place.State})")];
        return passed.Length == 0 ? string.Empty : $"; passed over: {string.Join(", ", passed)}";
    }

    private Check Rsync() => answer.Find("rsync") is { Length: > 0 } path
        ? Check.Ok(CheckNames.Rsync, $"{path}{(Version().Match(answer.Find("rsync-version") ?? string.Empty) is { Success: true, Value: var found } ? $", {found}" : "")}")
        : Check.Ok(CheckNames.Rsync, "none there; it is needed only where no agent can run");

    private Check Root()
    {
        if (answer.Find("root") is not { } fact)
        {
            return Check.Skip(CheckNames.Root, "its path has a line break");
        }

        (string kind, string path) = Parts(fact);
        bool isParentOpen = answer.Find("parent-open") is not null;
        string login = LoginName;
        switch (kind)
        {
            case "file":
                return Check.Fail(CheckNames.Root, ExitCode.Refused, $"{path} is no directory", $"Name another path, or move the file away. On {subject.Host}: mv {ShellWord.Quote(path)} {ShellWord.Quote(path + ".old")}");
            case "directory" when answer.Find("root-open") is null:
                return Check.Fail(
                    CheckNames.Root,
                    ExitCode.SyncFailed,
                    $"{path} belongs to {Owner("root-owner")}, and {login} may not write there",
                    $"On {subject.Host}: sudo chown -R {login} {ShellWord.Quote(path)}");
            case "directory":
                return Check.Ok(CheckNames.Root, $"{path}, writable{(isParentOpen ? "" : "; its parent is not, so the state is kept inside, in .lockstep")}");
            default:
                string stands = answer.Find("base") ?? "/";
                return answer.Find("base-open") is not null
                    ? Check.Ok(CheckNames.Root, $"{path} is made by the first push")
                    : Check.Fail(
                        CheckNames.Root,
                        ExitCode.SyncFailed,
                        $"{path} cannot be made: {stands} belongs to {Owner("base-owner")}, and {login} may not write there",
                        $"On {subject.Host}: sudo mkdir -p {ShellWord.Quote(path)} && sudo chown {login} {ShellWord.Quote(path)}");
        }
    }

    private Check Space()
    {
        if (Available("space") is not { } free)
        {
            return Check.Skip(CheckNames.Space, "df does not tell there");
        }

        long bytes = free.Number > long.MaxValue / 1024 ? long.MaxValue : free.Number * 1024;
        string text = $"{ByteText.Of(bytes)} free on {free.Mount}";
        string remedy = $"Make room on {subject.Host}, or keep less history: max_size in [history] of lockstep.toml.";
        return bytes < subject.ContentBytes
            ? Check.Fail(CheckNames.Space, ExitCode.SyncFailed, $"{text}, and this push sends {ByteText.Of(subject.ContentBytes)}", remedy)
            : bytes < LeastFree ? Check.Warn(CheckNames.Space, text, remedy) : Check.Ok(CheckNames.Space, text);
    }

    private Check Inodes()
    {
        if (Available("inodes") is not { } free || free.Number == 0 && free.Total == 0)
        {
            return Check.Skip(CheckNames.Inodes, "the file system does not count them");
        }

        string text = $"{free.Number.ToString("N0", CultureInfo.InvariantCulture)} more files fit on {free.Mount}";
        string remedy = $"Remove small files on {subject.Host}: sudo du --inodes -xS {ShellWord.Quote(free.Mount)} | sort -n | tail";
        return free.Number < subject.NewEntries
            ? Check.Fail(CheckNames.Inodes, ExitCode.SyncFailed, $"{text}, and this push makes {subject.NewEntries.ToString("N0", CultureInfo.InvariantCulture)}", remedy)
            : free.Number < LeastInodes ? Check.Warn(CheckNames.Inodes, text, remedy) : Check.Ok(CheckNames.Inodes, text);
    }

    private Check Sudo()
    {
        (string state, string words) = Parts(answer.Find("sudo") ?? "none");
        if (IsRoot)
        {
            return Check.Ok(CheckNames.Sudo, "not needed: the login is root");
        }

        if (subject.DeployLine is not { } line)
        {
            return Check.Ok(CheckNames.Sudo, $"{(state == "yes" ? "works without a password" : state == "none" ? "none there" : "wants a password")}; nothing of this project uses it");
        }

        string user = LoginName;
        return state switch
        {
            "yes" => Check.Ok(CheckNames.Sudo, $"works without a password, for: {line}"),
            "none" => Check.Fail(CheckNames.Sudo, ExitCode.DeployFailed, $"none there, and the deploy runs: {line}", "Set another command in [deploy] of lockstep.toml."),
            _ => Check.Fail(
                CheckNames.Sudo,
                ExitCode.DeployFailed,
                $"{words}; the deploy runs: {line}",
                $"On {subject.Host}: echo '{user} ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/lockstep-{user}\n"
                + "Or deploy without it: lockstep push --no-sudo, or sudo = false in [deploy] of lockstep.toml."),
        };
    }

    private Check Clock()
    {
        if (answer.ClockAhead is not { } ahead)
        {
            return Check.Skip(CheckNames.Clock, "date does not tell there");
        }

        string seconds = Math.Abs(ahead.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture);
        return Math.Abs(ahead.TotalSeconds) <= MostClockSeconds
            ? Check.Ok(CheckNames.Clock, "the same as here, to a few seconds")
            : Check.Warn(
                CheckNames.Clock,
                $"{seconds} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's: files look {(ahead > TimeSpan.Zero ? "old" : "too new")} to build tools there",
                $"On the machine that is wrong: sudo timedatectl set-ntp true");
    }

    private Check Names()
    {
        if (answer.Find("case") is not { } letters)
        {
            return Check.Skip(CheckNames.NamesThere, "no directory there can be written to try");
        }

        string[] folded = [.. new[] { letters == "folds" ? "upper and lower case" : "", answer.Find("unicode") == "folds" ? "Unicode forms" : "" }.Where(text => text.Length > 0)];
        return folded.Length == 0
            ? Check.Ok(CheckNames.NamesThere, "each name is its own there")
            : Check.Warn(
                CheckNames.NamesThere,
                $"{string.Join(" and ", folded)} are one name there: files that differ in that only cannot both be pushed",
                "A push names such files and stops; rename one of each pair.");
    }

    private Check Locale()
    {
        string charmap = answer.Find("charmap") ?? string.Empty, locale = answer.Find("locale") ?? string.Empty;
        bool isUtf8 = charmap == "UTF-8" || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        return isUtf8
            ? Check.Ok(CheckNames.LocaleThere, $"{(locale.Length > 0 ? locale : charmap)}")
            : Check.Warn(
                CheckNames.LocaleThere,
                $"{(locale.Length > 0 ? locale : "none set")}: commands there may not read names that are not ASCII",
                "Set it for commands: run = \"LANG=C.UTF-8 ...\", or LANG in the login's start-up file.");
    }

    private (long Number, long Total, string Mount)? Available(string fact)
    {
        Match match = DiskFree().Match(answer.Find(fact) ?? string.Empty);
        return match.Success && long.TryParse(match.Groups["free"].Value, CultureInfo.InvariantCulture, out long free) && long.TryParse(match.Groups["total"].Value, CultureInfo.InvariantCulture, out long total)
            ? (Math.Max(free, 0), total, match.Groups["mount"].Value)
            : null;
    }

    private string Owner(string fact) => (answer.Find(fact) ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, var owner, ..] ? owner : "another user";

    private static (string First, string Other) Parts(string fact) => fact.Split(' ', 2) is [var first, var rest] ? (first, rest) : (fact, string.Empty);

    [GeneratedRegex(@"\d+\.\d+\.\d+\S*")]
    private static partial Regex Version();

    [GeneratedRegex(@"\s(?<total>\d+)\s+\d+\s+(?<free>-?\d+)\s+\S+\s+(?<mount>/.*)$")]
    private static partial Regex DiskFree();
}

/// <summary>What a host is judged for.</summary>
/// <param name="Host">The host for messages.</param>
/// <param name="DeployLine">The deploy command, where it uses sudo; null otherwise.</param>
/// <param name="ContentBytes">What the next push sends.</param>
/// <param name="NewEntries">How many entries the next push makes.</param>
internal sealed record HostSubject(string Host, string? DeployLine = null, long ContentBytes = 0, int NewEntries = 0)
{
    /// <summary>Whether ssh knows it by a key.</summary>
    public bool HasKey { get; init; } = true;
}
