using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lockstep.Native.Disk;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Sums;

namespace Lockstep.Rsync.Roles;

/// <summary>The lines that a client exchanges with a daemon before the protocol proper: versions, the module, the password, the arguments.</summary>
internal sealed class DaemonGreeting(RsyncReader reader, RsyncWriter writer, RsyncInvocation invocation, IRsyncConsole console)
{
    private const string Mark = "@RSYNCD: ";
    private const int MaxLine = 4096, MaxLines = 10_000;

    /// <summary>Digests that prove a password, best first.</summary>
    private static readonly (string Name, Func<NonCryptographicHashAlgorithm> Create)[] Digests =
        [("sha256", () => new Sha256()), ("sha1", () => new Sha1()), ("md5", () => new Md5())];

    private readonly RsyncOptions _options = invocation.Options;
    private string[] _digests = [];

    /// <summary>Greets; gives the version that both speak, or null when the daemon has listed its modules and that was all.</summary>
    /// <param name="environment">Finds a variable of the environment.</param>
    public int? Run(Func<string, string?> environment)
    {
        reader.BeforeWait = writer.Flush;
        Say($"{Mark}{_options.Connection.Protocol}.0 {string.Join(' ', Digests.Select(digest => digest.Name))}");
        int version = Math.Min(ReadVersion(), _options.Connection.Protocol);
        string path = invocation.Remote!.Path;
        string module = path.Split('/')[0];
        Say(module.Length == 0 ? "#list" : module);
        for (int line = 0; line < MaxLines; line++)
        {
            string text = reader.ReadLine(MaxLine);
            if (text == Mark + "OK")
            {
                SayArguments(version, module);
                return version;
            }

            if (text == Mark + "EXIT")
            {
                return null;
            }

            Take(text, module, environment);
        }

        throw new ProtocolException($"the daemon's greeting has more than {MaxLines} lines");
    }

    private void Take(string text, string module, Func<string, string?> environment)
    {
        if (text.StartsWith(Mark + "AUTHREQD ", StringComparison.Ordinal))
        {
            Say(Answer(text[(Mark.Length + "AUTHREQD ".Length)..], environment));
        }
        else if (text.StartsWith("@ERROR", StringComparison.Ordinal))
        {
            throw new RsyncException(RsyncExit.StartClient, ByteWord.OfText(text));
        }
        else if (_options.Output.Motd || module.Length == 0)
        {
            console.Write(RsyncChannel.Client, ByteWord.OfText(text));
        }
    }

    private int ReadVersion()
    {
        string greeting = reader.ReadLine(MaxLine);
        string[] words = greeting.StartsWith(Mark, StringComparison.Ordinal) ? greeting[Mark.Length..].Split(' ') : [];
        if (words is not [var number, ..] || !int.TryParse(number.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || version < Dialect.Oldest || (version >= 32 && words.Length == 1))
        {
            throw new RsyncException(RsyncExit.StartClient, $"rsync: server sent \"{ByteWord.OfText(greeting)}\" rather than greeting");
        }

        _digests = words.Length > 1 ? words[1..] : ["md5"];
        return version;
    }

    /// <summary>The user's name and the digest of the password and the challenge.</summary>
    private string Answer(string challenge, Func<string, string?> environment)
    {
        Func<NonCryptographicHashAlgorithm>? create = Array.Find(Digests, digest => _digests.Contains(digest.Name, StringComparer.OrdinalIgnoreCase)).Create;
        if (create is null)
        {
            throw new RsyncException(RsyncExit.Unsupported, $"rsync: the daemon proves passwords by {string.Join(' ', _digests)} alone, which is not supported");
        }

        string user = invocation.Remote!.User ?? environment("USER") ?? environment("LOGNAME") ?? "nobody";
        NonCryptographicHashAlgorithm digest = create();
        digest.Append(ByteWord.Bytes(Password(environment)));
        digest.Append(Encoding.UTF8.GetBytes(challenge));
        return $"{ByteWord.Text(user)} {Convert.ToBase64String(digest.GetCurrentHash()).TrimEnd('=')}";
    }

    private string Password(Func<string, string?> environment)
    {
        if (_options.Connection.PasswordFile is { } file)
        {
            byte[] content = SmallFile.Read(ByteWord.Text(file), MaxLine)
                ?? throw new RsyncException(RsyncExit.Usage, $"rsync: could not open password file {file}: No such file or directory (2)");
            return ByteWord.Of(content).Split('\n')[0].TrimEnd('\r');
        }

        return environment("RSYNC_PASSWORD")
            ?? throw new RsyncException(RsyncExit.StartClient, "rsync: the daemon wants a password: give --password-file=FILE, or set RSYNC_PASSWORD");
    }

    private void SayArguments(int version, string module)
    {
        byte end = version >= 30 ? (byte)0 : (byte)'\n';
        foreach (string word in RemoteCommand.ForDaemon(invocation))
        {
            writer.Write(ByteWord.Bytes(word == module ? word + "/" : word));
            writer.WriteByte(end);
        }

        writer.WriteByte(end);
    }

    private void Say(string line) => writer.Write(Encoding.UTF8.GetBytes(line + "\n"));
}
