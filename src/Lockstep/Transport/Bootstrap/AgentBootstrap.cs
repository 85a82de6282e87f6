using System.Globalization;
using System.Text;

namespace Lockstep.Transport.Bootstrap;

/// <summary>
/// Our side of <see cref="BootstrapScript"/>: tells it all it needs at once, the agent's first bytes included, and answers its wishes until the agent runs.
/// <code>
/// LENGTH keep|renew     length of the opening; whether an agent that is there already is used
/// DIRECTORY             the configured directory; empty for the usual ones
/// opening               the agent's first bytes; a script that has to ask for the agent drops them, and they come again when it runs
/// </code>
/// </summary>
internal sealed class AgentBootstrap(PeerConnection connection, AgentBundle agents, string? agentDirectory, AgentStart start, BootstrapPatience patience)
{
    /// <summary>The script asks once for each directory it tries; a peer that asks more often wants something else.</summary>
    private const int MaxUploads = BootstrapScript.DirectoryCount;

    /// <summary>Bytes of an upload between two signs of how far it is; the script counts alike.</summary>
    private const int UploadPiece = BootstrapScript.UploadPiece;

    private readonly MarkerScanner _scanner = new(connection.Input);
    private int _uploads;
    private long _piecesLeft;
    private bool _isStarting;
    private string _phase = "while ssh connected and logged in";

    /// <summary>Runs until the agent's marker.</summary>
    /// <exception cref="ConnectionException">The connection failed, or the agent cannot run there.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            ReadOnlyMemory<byte> opening = await start.Opening;
            byte[] lines = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{opening.Length} {(start.IsRenewal ? "renew" : "keep")}\n{agentDirectory}\n"));
            await WriteAsync((byte[])[.. lines, .. opening.Span], cancellation);
            while (await AnswerAsync(await patience.WaitAsync(_scanner.ReadAsync, DescribeNoProgress, cancellation), cancellation))
            {
            }

            if (_uploads > 0)
            {
                await WriteAsync(opening, cancellation);
            }
        }
        catch (IOException)
        {
            throw await DescribeSilenceAsync();
        }
    }

    /// <summary>Answers one marker; false when it was the last one.</summary>
    private async Task<bool> AnswerAsync(string[]? words, CancellationToken cancellation)
    {
        switch (words)
        {
            case ["start"] when !_isStarting:
                _isStarting = true;
                _phase = "while the agent started";
                return true;
            case ["forced", var identity] when !_isStarting && _uploads == 0:
                // It has passed over what was meant for the script and found the opening behind it.
                return agents.Images.Any(image => image.Identity == identity) ? false : throw OfAnotherBuild(identity);
            case ["got"] when _piecesLeft > 0:
                _piecesLeft--;
                return true;
            case ["ready"]:
                return false;
            case ["send", var system, var machine, "gzip" or "plain"]:
                await UploadAsync(new AgentPlatform(system, machine), isCompressed: words[3] == "gzip", cancellation);
                return true;
            case ["platform", .. var platform]:
                throw Unsupported(string.Join(' ', platform));
            case ["nowhere", .. var tried]:
                throw new ConnectionException(
                    ConnectionFailure.NoAgentDirectory,
                    $"cannot run the agent on {connection.Peer}: no directory is both ours alone and open to programs; tried {string.Join(' ', tried)}. "
                    + "Name one that may hold programs as agent_dir in [connection], or for this target alone in its [target.NAME].");
            case null:
                throw await DescribeSilenceAsync();
            case not null when _isStarting:
                throw Unfit($"it said \"{string.Join(' ', words)}\"");
            default:
                throw new ConnectionException(
                    ConnectionFailure.NoAgent,
                    $"{connection.Peer} answered \"{string.Join(' ', words)}\" where our agent should start. Another program may be in its place.");
        }
    }

    private async Task UploadAsync(AgentPlatform platform, bool isCompressed, CancellationToken cancellation)
    {
        AgentImage image = agents.Images.FirstOrDefault(image => image.Platform == platform) ?? throw Unsupported(platform.ToString());
        if (++_uploads > MaxUploads)
        {
            throw new ConnectionException(ConnectionFailure.NoAgent, $"{connection.Peer} asked for the agent more than {MaxUploads} times.");
        }

        _phase = "while the agent was sent there and installed";
        _piecesLeft = ((isCompressed ? image.CompressedLength : image.Length) / UploadPiece) + 1;
        long before = connection.Output.Count;
        await using (Stream source = isCompressed ? image.OpenCompressed() : image.OpenPlain())
        {
            byte[] piece = new byte[UploadPiece];
            int length;
            while ((length = await source.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellation)) > 0)
            {
                await WriteAsync(piece.AsMemory(0, length), cancellation);
            }
        }

        connection.AgentBytes += connection.Output.Count - before;
    }

    private Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => patience.WaitAsync(
        async (_, ending) =>
        {
            await connection.Output.WriteAsync(bytes, ending);
            return true;
        },
        DescribeNoProgress,
        cancellation);

    private ConnectionException DescribeNoProgress()
    {
        string noise = _scanner.FirstNoise.Length == 0 ? "" : $" It printed \"{_scanner.FirstNoise}\" before.";
        string remedy = patience.HasHeard
            ? "The login worked, so look there whether its disk answers and what the shell's start-up files wait for, and try again."
            : "Try the same with ssh by hand: it may be asking for something, and there is no terminal to ask on.";
        return new ConnectionException(
            ConnectionFailure.TimedOut,
            $"{connection.Peer} got no further for {BootstrapPatience.Limit.TotalSeconds:0} s {_phase}.{noise} {remedy}{ConnectionDiagnosis.Words(connection.ErrorLines)}");
    }

    private ConnectionException Unfit(string reason) => new(
        ConnectionFailure.AgentUnfit,
        $"the agent on {connection.Peer} does not run: {reason}. Name another directory for it as agent_dir in [connection].");

    private ConnectionException OfAnotherBuild(string identity) => new(
        ConnectionFailure.AgentForced,
        $"{connection.Peer} starts an agent of another build than this client by the command= of your key in authorized_keys there: it is {identity}, "
        + $"and this client has {(agents.Images.Count == 0 ? "none" : string.Join(" and ", agents.Images.Select(image => image.Identity)))}. "
        + "Put this client's agent in its place: a push with an ordinary login leaves it there as ~/.cache/lockstep/IDENTITY/lockstep-agent.");

    private ConnectionException Unsupported(string platform) => new(
        ConnectionFailure.PlatformUnsupported,
        $"cannot run the agent on {connection.Peer}: this build has none for {platform} "
        + $"(it has {(agents.Images.Count == 0 ? "none at all" : string.Join(", ", agents.Images.Select(image => image.Platform)))}). "
        + "Build one with 'build/client', or push to another host.");

    private async Task<ConnectionException> DescribeSilenceAsync()
    {
        if (_scanner.IsTooNoisy)
        {
            return new ConnectionException(
                ConnectionFailure.NoAgent,
                $"{connection.Peer} printed more than {MarkerScanner.MaxNoise / 1024} KiB before our agent could start; it began with \"{_scanner.FirstNoise}\". "
                + "Let its shell's start-up files print only where there is a terminal.");
        }

        ConnectionException end = await connection.DescribeEndAsync(hasSpoken: false);
        if (_isStarting)
        {
            return Unfit(connection.ErrorLines.LastOrDefault(line => line.Length > 0) ?? "it ended before it answered");
        }

        return _scanner.FirstNoise.Length == 0
            ? end
            : new ConnectionException(end.Failure, $"{end.Message} It printed \"{_scanner.FirstNoise}\" before.", end);
    }
}
