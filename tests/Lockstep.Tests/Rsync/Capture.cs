using Lockstep.Rsync;
using Lockstep.Rsync.Coding;
using Lockstep.Rsync.FileList;
using Lockstep.Rsync.Options;
using Lockstep.Rsync.Roles;

namespace Lockstep.Tests.Rsync;

/// <summary>
/// Both streams of a session between two stock peers of version 3.5.0, as they were recorded: the server's command line, what the client said, what the server
/// said. Each file holds them as three lines.
/// </summary>
internal sealed class Capture
{
    private Capture(string[] lines)
    {
        (Client, Server) = (Convert.FromHexString(lines[1]), Convert.FromHexString(lines[2]));
        // What a client of that time left out of its capabilities shows in the server's answer.
        string[] words = lines[0].Split(' ')[1..];
        RsyncInvocation invocation = RsyncInvocationReader.Read(words, _ => null);
        IsPull = invocation.Role == RsyncRole.ServerSender;
        RsyncOptions options = invocation.Options;
        Options = options with { Connection = options.Connection with { Protocol = Client[0] } };
    }

    public static string[] Names { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Rsync", "Captures")).Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    public bool IsPull { get; }

    public RsyncOptions Options { get; }

    public byte[] Client { get; }

    public byte[] Server { get; }

    public static Capture Load(string name) => new(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Rsync", "Captures", name + ".txt")));

    /// <summary>Starts a session as the client, from what the server said; what the client says goes to <paramref name="said"/>.</summary>
    public RsyncSession Start(MemoryStream said) => Start(Server, said);

    /// <summary>Starts a session as the client, from what some server said.</summary>
    public RsyncSession Start(byte[] server, MemoryStream said)
    {
        var reader = new RsyncReader(new MemoryStream(server));
        var session = new SessionStart(reader, new RsyncWriter(said), Options, new SilentConsole(), new RootAlone()).AsClient();
        reader.OnMessage = (_, _) => { };
        return session;
    }

    /// <summary>The stream of one side after the greeting, without frames.</summary>
    public byte[] Body(RsyncSession session, int greetingLength, bool ofClient)
    {
        RsyncReader reader = session.Reader;
        if (ofClient)
        {
            reader = new RsyncReader(new MemoryStream(Client[greetingLength..])) { OnMessage = (_, _) => { } };
            if (session.Dialect.FramesFromClient)
            {
                reader.StartFrames();
            }
        }

        List<byte> bytes = [];
        try
        {
            while (true)
            {
                bytes.Add(reader.ReadByte());
            }
        }
        catch (EndOfStreamException)
        {
            return [.. bytes];
        }
    }

    /// <summary>The only user of the machine on which the sessions were recorded.</summary>
    public sealed class RootAlone : IIdNames
    {
        public string? UserName(int id) => id == 0 ? "root" : null;

        public string? GroupName(int id) => id == 0 ? "root" : null;

        public int? UserId(string name) => name == "root" ? 0 : null;

        public int? GroupId(string name) => name == "root" ? 0 : null;
    }

    public sealed class SilentConsole : IRsyncConsole
    {
        public List<string> Lines { get; } = [];

        public void Write(RsyncChannel channel, string text)
        {
            lock (Lines)
            {
                Lines.Add($"{channel}: {text}");
            }
        }

        public void Progress(string text, bool isFinal)
        {
        }
    }
}
